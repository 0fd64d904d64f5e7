import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { TillStaff } from '@barrow/contracts';
import type { Tx } from '../../platform/postgres.ts';

export type StaffMember = TillStaff & { readonly locationIds: readonly string[] | null; readonly active: boolean };
export type StaffRow = {
  staff_id: string;
  name: string;
  role: TillStaff['role'];
  location_ids: string[] | null;
  pin: TillStaff['pin'];
  active: boolean;
};
export const staffColumns = 'staff_id, name, role, location_ids, pin, active';

export function staffOf(row: StaffRow): StaffMember {
  return {
    staffId: row.staff_id,
    name: row.name,
    role: row.role,
    locationIds: row.location_ids,
    pin: row.pin,
    active: row.active,
  };
}

/** Those who may work at a location now, by id. */
export async function readStaffOf(tx: Tx, locationId: string): Promise<ReadonlyMap<string, StaffMember>> {
  const rows = await tx.rows<StaffRow>(
    `select ${staffColumns} from tills.staff where org_id = $1 and active and (location_ids is null or $2 = any(location_ids))
     order by name, staff_id limit 500`,
    [tx.orgId, locationId],
    'staff-of-location',
  );
  return new Map(rows.map((row) => [row.staff_id, staffOf(row)]));
}

const derive = promisify(pbkdf2);
/** About 50 ms on a cheap tablet. A PIN is short whatever is done: see the threats in SPEC.md of packages/sync. */
const iterations = 100_000;

export async function hashPin(pin: string): Promise<TillStaff['pin']> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, iterations, 32, 'sha256');
  return { salt: salt.toString('base64url'), iterations, hash: hash.toString('base64url') };
}
