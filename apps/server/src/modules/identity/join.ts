import { fault } from '../../platform/fault.ts';
import type { Database } from '../../platform/postgres.ts';
import type { Role } from '@barrow/contracts';
import { hashSecret } from './authenticate.ts';
import { addMember } from './organisations.ts';
import type { People } from './people.ts';

type InvitationRow = {
  invitation_id: string;
  email: string;
  name: string;
  role: Role;
  location_ids: string[] | null;
  supplier_id: string | null;
};

function invalid() {
  return fault(
    'not-found',
    'INVITATION_INVALID',
    'This invitation is unknown, was used before, or has expired. Ask for a new one.',
    [{ pointer: '/token', detail: 'is no open invitation' }],
  );
}

/**
 * Makes the invited person a member. Someone who is new gets the password; someone who has one keeps it and signs in with it.
 * An invitation works once. Throws INVITATION_INVALID.
 */
export async function acceptInvitation(
  database: Database,
  people: People,
  token: string,
  password: string,
): Promise<{ email: string; existed: boolean }> {
  const hash = hashSecret(token);
  const [found] = await database.outside<{ org_id: string; invitation_id: string }>(
    'select org_id, invitation_id from identity.invitation_of_token($1)',
    [hash],
  );
  if (found === undefined) throw invalid();
  const invited = await database.transaction(
    found.org_id,
    (tx) =>
      tx.row<InvitationRow>(
        'select invitation_id, email, name, role, location_ids, supplier_id from identity.invitation where org_id = $1 and invitation_id = $2 and accepted_at is null',
        [tx.orgId, found.invitation_id],
      ),
    { readOnly: true },
  );
  if (invited === undefined) throw invalid();
  const { personId, created } = await people.ensure({ email: invited.email, name: invited.name, password });
  await database.transaction(found.org_id, async (tx) => {
    const taken = await tx.run(
      'update identity.invitation set accepted_at = now() where org_id = $1 and invitation_id = $2 and accepted_at is null',
      [tx.orgId, found.invitation_id],
    );
    if (taken === 0) throw invalid();
    await addMember(tx, personId, {
      email: invited.email,
      name: invited.name,
      role: invited.role,
      locationIds: invited.location_ids,
      supplierId: invited.supplier_id,
    });
  });
  return { email: invited.email, existed: !created };
}
