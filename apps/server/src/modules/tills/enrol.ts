import { randomBytes } from 'node:crypto';
import { EnrolmentRequest, type Enrolled } from '@barrow/contracts';
import { firstLink } from '@barrow/sync';
import { calculateJwkThumbprint } from 'jose';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import { recordAudit } from '../../platform/registry.ts';
import { compileSchema } from '../../platform/schema.ts';
import { hashCode } from './enrolment-code.ts';
import { verifyProof, type Nonces, type Shown } from './dpop.ts';

const parser = compileSchema(EnrolmentRequest);

/** Enrols the device that shows a code and holds the key that it names. Throws ENROLMENT_INVALID, PROOF_INVALID. */
export type Enrol = (body: unknown, shown: Shown) => Promise<Enrolled>;

type EnrolmentRow = { location_id: string; device_name: string; made_by: string; location_code: string };

/** A code is taken once: of two devices that show it at the same moment one is refused. The same key again is another series of the same device. */
export function createEnrol(database: Database, nonces: Nonces): Enrol {
  return async (body, shown) => {
    const { code, publicKey } = parser.parse(body);
    const { thumbprint } = await verifyProof(shown, nonces);
    if ((await calculateJwkThumbprint(publicKey)) !== thumbprint)
      throw fault('unauthenticated', 'PROOF_INVALID', 'The proof is by another key than the one to be enrolled.');
    const [found] = await database.outside<{ org_id: string; enrolment_id: string }>(
      'select * from tills.enrolment_of_code($1)',
      [hashCode(code)],
    );
    if (found === undefined) throw codeInvalid();
    return database.transaction(found.org_id, async (tx) => {
      const enrolment = await tx.row<EnrolmentRow>(
        `update tills.enrolment e set used_at = now() from network.location l
         where e.org_id = $1 and e.enrolment_id = $2 and e.used_at is null and l.org_id = e.org_id and l.location_id = e.location_id
         returning e.location_id, e.device_name, e.made_by, l.code as location_code`,
        [tx.orgId, found.enrolment_id],
      );
      if (enrolment === undefined) throw codeInvalid();
      return store(tx, enrolment, { publicKey, thumbprint });
    });
  };
}

async function store(
  tx: Tx,
  enrolment: EnrolmentRow,
  { publicKey, thumbprint }: { publicKey: object; thumbprint: string },
): Promise<Enrolled> {
  const [deviceId, seriesId] = [newId(), newId()];
  const deviceCode = await nextCode(tx, enrolment.location_code);
  const made = await tx.run(
    `insert into tills.device (org_id, device_id, location_id, name, code, series_id, public_key, thumbprint, last_hash, enrolled_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    [
      tx.orgId,
      deviceId,
      enrolment.location_id,
      enrolment.device_name,
      deviceCode,
      seriesId,
      JSON.stringify(publicKey),
      thumbprint,
      firstLink(seriesId).hash,
      enrolment.made_by,
    ],
  );
  if (made === 0)
    throw fault('conflict', 'ENROLMENT_INVALID', 'This key is enrolled already: make another, and ask for a new code.');
  const actor = { kind: 'device', id: deviceId, name: enrolment.device_name, enteredBy: 'device' } as const;
  const grant = { orgId: tx.orgId, role: 'cashier', locationIds: [enrolment.location_id], supplierId: null } as const;
  const after = { name: enrolment.device_name, code: deviceCode, seriesId, thumbprint, by: enrolment.made_by };
  await recordAudit(tx, 'tills.device.enrol', [
    {
      caller: { actor, grant, traceId: randomBytes(16).toString('hex') },
      entry: { subjectId: deviceId, locationId: enrolment.location_id, after },
    },
  ]);
  return { deviceId, seriesId, deviceName: enrolment.device_name, deviceCode };
}

/** `BER-H-T3`: the third till of the location, since receipts of the ones before keep their numbers. */
async function nextCode(tx: Tx, locationCode: string): Promise<string> {
  await tx.run(`select pg_advisory_xact_lock(hashtextextended('tills.device.code ' || $1 || $2, 0))`, [
    tx.orgId,
    locationCode,
  ]);
  const row = await tx.row<{ next: number }>(
    `select coalesce(max(substring(code from length($2) + 3)::integer), 0) + 1 as next from tills.device
     where org_id = $1 and left(code, length($2) + 2) = $2 || '-T' and substring(code from length($2) + 3) ~ '^[0-9]{1,6}$'`,
    [tx.orgId, locationCode],
  );
  return `${locationCode}-T${row?.next ?? 1}`;
}

function codeInvalid() {
  return fault(
    'forbidden',
    'ENROLMENT_INVALID',
    'The enrolment code is unknown, used or expired. Ask for a new one under Tills in the console.',
    [{ pointer: '/code', detail: 'is unknown, used or expired' }],
  );
}
