import { Type } from 'typebox';
import { currency, day, instant, name, roles, timeZone, uuid, type Role } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { Authenticator } from './authenticate.ts';
import { hashSecret } from './authenticate.ts';
import { createApiKey, newSecret } from './organisations.ts';
import type { People } from './people.ts';
import { resetPasswordAction } from './reset-password.ts';

const RoleSchema = Type.Enum(roles);
const Scope = {
  role: RoleSchema,
  locationIds: Type.Optional(
    Type.Union([Type.Array(uuid(), { maxItems: 1000 }), Type.Null()], { description: 'Null: every location' }),
  ),
  supplierId: Type.Optional(Type.Union([uuid(), Type.Null()], { description: 'For the role supplier' })),
};
const Organisation = Type.Object({
  orgId: uuid(),
  name: name(),
  currency: currency(),
  timeZone: timeZone(),
  demo: Type.Boolean(),
});
const Me = Type.Object({
  actor: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() }),
  role: RoleSchema,
  locationIds: Type.Union([Type.Array(uuid()), Type.Null()]),
  supplierId: Type.Union([uuid(), Type.Null()]),
  organisation: Organisation,
});
const Member = Type.Object({
  personId: uuid(),
  name: name(),
  email: Type.String(),
  role: RoleSchema,
  locationIds: Type.Union([Type.Array(uuid()), Type.Null()]),
  supplierId: Type.Union([uuid(), Type.Null()]),
  createdAt: instant(),
  disabledAt: Type.Union([instant(), Type.Null()]),
});
const ApiKey = Type.Object({
  keyId: uuid(),
  name: name(),
  role: RoleSchema,
  locationIds: Type.Union([Type.Array(uuid()), Type.Null()]),
  supplierId: Type.Union([uuid(), Type.Null()]),
  createdAt: instant(),
  expiresAt: Type.Union([instant(), Type.Null()]),
  revokedAt: Type.Union([instant(), Type.Null()]),
});

type OrganisationRow = { org_id: string; name: string; currency: string; time_zone: string; demo: boolean };
type MemberRow = {
  person_id: string;
  name: string;
  email: string;
  role: Role;
  location_ids: string[] | null;
  supplier_id: string | null;
  created_at: string;
  disabled_at: string | null;
};
type KeyRow = {
  key_id: string;
  name: string;
  role: Role;
  location_ids: string[] | null;
  supplier_id: string | null;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
};

/** The organisation of the transaction. */
export async function organisationOf(tx: Tx) {
  const row = await tx.row<OrganisationRow>(
    'select org_id, name, currency, time_zone, demo from identity.organisation where org_id = $1',
    [tx.orgId],
  );
  if (row === undefined) throw fault('not-found', 'ORGANISATION_UNKNOWN', 'This organisation does not exist any more.');
  return { orgId: row.org_id, name: row.name, currency: row.currency, timeZone: row.time_zone, demo: row.demo };
}

function memberOf(row: MemberRow) {
  return {
    personId: row.person_id,
    name: row.name,
    email: row.email,
    role: row.role,
    locationIds: row.location_ids,
    supplierId: row.supplier_id,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  };
}

const memberColumns = 'person_id, name, email, role, location_ids, supplier_id, created_at, disabled_at';

async function lockMember(tx: Tx, personId: string): Promise<MemberRow> {
  const row = await tx.row<MemberRow>(
    `select ${memberColumns} from identity.member where org_id = $1 and person_id = $2 for update`,
    [tx.orgId, personId],
  );
  if (row === undefined) throw fault('not-found', 'MEMBER_UNKNOWN', `There is no member ${personId}.`);
  return row;
}

/** An organisation keeps an owner; owners are locked in key order, so that two cannot remove each other at once. */
async function keepOwner(tx: Tx, personId: string): Promise<void> {
  const owners = await tx.rows<{ person_id: string }>(
    `select person_id from identity.member where org_id = $1 and role = 'owner' and disabled_at is null order by person_id for update`,
    [tx.orgId],
  );
  if (owners.every((owner) => owner.person_id === personId)) {
    throw fault('conflict', 'LAST_OWNER', 'This is the last owner. Make another member owner first.');
  }
}

export function identityActions(authenticator: Authenticator, people: People): RegisteredAction[] {
  return [
    action({
      name: 'identity.me.read',
      version: '1.0.0',
      summary: 'Who I am and what I may do',
      effect: 'read',
      permission: 'organisation.read',
      route: 'GET /me',
      input: Type.Object({}, { additionalProperties: false }),
      output: Me,
      touches: 'none',
      async run({ actor, grant, tx }) {
        return {
          actor: { kind: actor.kind, id: actor.id, name: actor.name },
          role: grant.role,
          locationIds: grant.locationIds === null ? null : [...grant.locationIds],
          supplierId: grant.supplierId,
          organisation: await organisationOf(tx),
        };
      },
    }),
    action({
      name: 'identity.organisation.update',
      version: '1.0.0',
      summary: 'Rename the organisation or change its defaults',
      effect: 'write',
      permission: 'organisation.manage',
      route: 'PATCH /organisation',
      touches: 'all',
      input: Type.Object(
        { name: Type.Optional(name()), timeZone: Type.Optional(timeZone()) },
        { additionalProperties: false },
      ),
      output: Organisation,
      async run(ctx, input) {
        const before = await organisationOf(ctx.tx);
        await ctx.tx.run(
          'update identity.organisation set name = coalesce($2, name), time_zone = coalesce($3, time_zone) where org_id = $1',
          [ctx.tx.orgId, input.name ?? null, input.timeZone ?? null],
        );
        const after = await organisationOf(ctx.tx);
        ctx.audit({ subjectId: ctx.tx.orgId, before, after });
        return after;
      },
    }),
    action({
      name: 'identity.member.list',
      version: '1.0.0',
      summary: 'The people of the organisation',
      effect: 'read',
      permission: 'member.read',
      route: 'GET /members',
      touches: 'none',
      input: Type.Object({ ...pageInput }, { additionalProperties: false }),
      output: pageOf(Member),
      async run({ tx }, { cursor, limit = defaultLimit }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<MemberRow>(
          `select ${memberColumns} from identity.member where org_id = $1 and ($2::text is null or (name, person_id) > ($2, $3::uuid))
           order by name, person_id limit $4`,
          [tx.orgId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
        );
        return pageFrom(rows, limit, (row) => [row.name, row.person_id], memberOf);
      },
    }),
    action({
      name: 'identity.member.invite',
      version: '1.0.0',
      summary: 'Invite a person; the answer holds the link to send',
      effect: 'write',
      permission: 'member.manage',
      route: 'POST /invitations',
      touches: 'all',
      secretOutput: true,
      input: Type.Object(
        { email: Type.String({ format: 'email', maxLength: 200 }), name: name(), ...Scope },
        { additionalProperties: false },
      ),
      output: Type.Object({
        invitationId: uuid(),
        token: Type.String(),
        acceptPath: Type.String(),
        expiresAt: instant(),
      }),
      async run(ctx, input) {
        const invitationId = newId();
        const token = newSecret('inv');
        const expiresAt = new Date(ctx.nowMs() + 7 * 86_400_000).toISOString();
        await ctx.tx.run(
          `insert into identity.invitation (org_id, invitation_id, email, name, role, location_ids, supplier_id, token_hash, expires_at)
           values ($1, $2, $3, $4, $5, $6::uuid[], $7, $8, $9)`,
          [
            ctx.tx.orgId,
            invitationId,
            input.email.toLowerCase(),
            input.name,
            input.role,
            input.locationIds ?? null,
            input.supplierId ?? null,
            hashSecret(token),
            expiresAt,
          ],
        );
        ctx.audit({
          subjectId: invitationId,
          after: { email: input.email, role: input.role, locationIds: input.locationIds ?? null },
        });
        return { invitationId, token, acceptPath: `/invitation?token=${token}`, expiresAt };
      },
    }),
    action({
      name: 'identity.member.update',
      version: '1.0.0',
      summary: 'Change what a member may do, or disable them',
      effect: 'write',
      permission: 'member.manage',
      route: 'PATCH /members/:personId',
      touches: 'all',
      input: Type.Object(
        {
          personId: uuid(),
          role: Type.Optional(RoleSchema),
          locationIds: Scope.locationIds,
          disabled: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
      output: Member,
      async run(ctx, input) {
        const before = await lockMember(ctx.tx, input.personId);
        const losesOwner =
          before.role === 'owner' && ((input.role !== undefined && input.role !== 'owner') || input.disabled === true);
        if (losesOwner) await keepOwner(ctx.tx, input.personId);
        await ctx.tx.run(
          `update identity.member set role = coalesce($3, role), location_ids = case when $4 then $5::uuid[] else location_ids end,
             disabled_at = case when $6::boolean is null then disabled_at when $6 then coalesce(disabled_at, now()) end
           where org_id = $1 and person_id = $2`,
          [
            ctx.tx.orgId,
            input.personId,
            input.role ?? null,
            input.locationIds !== undefined,
            input.locationIds ?? null,
            input.disabled ?? null,
          ],
        );
        const after = await lockMember(ctx.tx, input.personId);
        ctx.audit({ subjectId: input.personId, before: memberOf(before), after: memberOf(after) });
        ctx.tx.afterCommit(() => authenticator.forget());
        return memberOf(after);
      },
    }),
    resetPasswordAction(authenticator, people),
    action({
      name: 'identity.key.list',
      version: '1.0.0',
      summary: 'API keys, without their secrets',
      effect: 'read',
      permission: 'key.manage',
      route: 'GET /api-keys',
      touches: 'all',
      input: Type.Object({ ...pageInput }, { additionalProperties: false }),
      output: pageOf(ApiKey),
      async run({ tx }, { cursor, limit = defaultLimit }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<KeyRow>(
          `select key_id, name, role, location_ids, supplier_id, created_at, expires_at, revoked_at from identity.api_key
           where org_id = $1 and ($2::text is null or (name, key_id) > ($2, $3::uuid)) order by name, key_id limit $4`,
          [tx.orgId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
        );
        return pageFrom(
          rows,
          limit,
          (row) => [row.name, row.key_id],
          (row) => ({
            keyId: row.key_id,
            name: row.name,
            role: row.role,
            locationIds: row.location_ids,
            supplierId: row.supplier_id,
            createdAt: row.created_at,
            expiresAt: row.expires_at,
            revokedAt: row.revoked_at,
          }),
        );
      },
    }),
    action({
      name: 'identity.key.create',
      version: '1.0.0',
      summary: 'Make an API key; its secret is shown this once',
      effect: 'write',
      undoneBy: 'identity.key.revoke',
      permission: 'key.manage',
      route: 'POST /api-keys',
      touches: 'all',
      secretOutput: true,
      input: Type.Object({ name: name(), ...Scope, expiresOn: Type.Optional(day()) }, { additionalProperties: false }),
      output: Type.Object({ keyId: uuid(), secret: Type.String() }),
      async run(ctx, input) {
        const made = await createApiKey(ctx.tx, {
          ...input,
          expiresAt: input.expiresOn === undefined ? null : `${input.expiresOn}T23:59:59Z`,
        });
        ctx.audit({
          subjectId: made.keyId,
          after: { name: input.name, role: input.role, locationIds: input.locationIds ?? null },
        });
        return made;
      },
    }),
    action({
      name: 'identity.key.revoke',
      version: '1.0.0',
      summary: 'Revoke an API key',
      effect: 'write',
      permission: 'key.manage',
      route: 'DELETE /api-keys/:keyId',
      touches: 'all',
      input: Type.Object({ keyId: uuid() }, { additionalProperties: false }),
      output: Type.Object({ keyId: uuid() }),
      async run(ctx, { keyId }) {
        const touched = await ctx.tx.run(
          'update identity.api_key set revoked_at = coalesce(revoked_at, now()) where org_id = $1 and key_id = $2',
          [ctx.tx.orgId, keyId],
        );
        if (touched === 0) throw fault('not-found', 'API_KEY_UNKNOWN', `There is no API key ${keyId}.`);
        ctx.audit({ subjectId: keyId, after: { revoked: true } });
        ctx.tx.afterCommit(() => authenticator.forget());
        return { keyId };
      },
    }),
  ];
}
