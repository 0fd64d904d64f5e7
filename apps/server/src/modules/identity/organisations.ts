import { randomBytes } from 'node:crypto';
import type { Role } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import { newId } from '../../platform/clock.ts';
import { hashSecret } from './authenticate.ts';
import type { People } from './people.ts';

export type NewOrganisation = { orgId?: string; name: string; currency: string; timeZone: string; demo?: boolean };
export type NewMember = {
  email: string;
  name: string;
  role: Role;
  password?: string;
  locationIds?: readonly string[] | null;
  supplierId?: string | null;
};

/** Makes an organisation with its first members. People that exist keep their password. */
export async function createOrganisation(
  database: Database,
  people: People,
  organisation: NewOrganisation,
  members: readonly NewMember[],
): Promise<string> {
  const orgId = organisation.orgId ?? newId();
  const persons = await Promise.all(members.map(async (member) => ({ member, ...(await people.ensure(member)) })));
  await database.transaction(orgId, async (tx) => {
    await tx.run(
      'insert into identity.organisation (org_id, name, currency, time_zone, demo) values ($1, $2, $3, $4, $5)',
      [orgId, organisation.name, organisation.currency, organisation.timeZone, organisation.demo ?? false],
    );
    for (const { member, personId } of persons) await addMember(tx, personId, member);
  });
  return orgId;
}

/** Makes a person a member. Throws MEMBER_EXISTS. */
export async function addMember(tx: Tx, personId: string, member: NewMember): Promise<void> {
  const added = await tx.run(
    `insert into identity.member (org_id, person_id, name, email, role, location_ids, supplier_id)
     values ($1, $2, $3, $4, $5, $6::uuid[], $7) on conflict do nothing`,
    [
      tx.orgId,
      personId,
      member.name,
      member.email.toLowerCase(),
      member.role,
      member.locationIds ?? null,
      member.supplierId ?? null,
    ],
  );
  if (added === 0) throw fault('conflict', 'MEMBER_EXISTS', `${member.email} is a member already.`);
}

/** A new secret that a person can copy: 256 random bits with a prefix that scanners for leaked secrets can find. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

export type NewApiKey = {
  name: string;
  role: Role;
  locationIds?: readonly string[] | null;
  supplierId?: string | null;
  expiresAt?: string | null;
};

/** Makes an API key. The secret is answered once; only its hash is kept. */
export async function createApiKey(tx: Tx, key: NewApiKey): Promise<{ keyId: string; secret: string }> {
  const keyId = newId();
  const secret = newSecret('brw');
  await tx.run(
    `insert into identity.api_key (org_id, key_id, name, secret_hash, role, location_ids, supplier_id, expires_at)
     values ($1, $2, $3, $4, $5, $6::uuid[], $7, $8)`,
    [
      tx.orgId,
      keyId,
      key.name,
      hashSecret(secret),
      key.role,
      key.locationIds ?? null,
      key.supplierId ?? null,
      key.expiresAt ?? null,
    ],
  );
  return { keyId, secret };
}
