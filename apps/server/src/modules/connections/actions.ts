import { Type } from 'typebox';
import { instant } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { fault } from '../../platform/fault.ts';
import { readConnections } from './connections.ts';
import { hostPattern } from './host-pattern.ts';
import { secretName, setSecret } from './secrets.ts';

const Name = Type.String({ pattern: secretName, maxLength: 64 });
const Named = Type.Object({ name: Name }, { additionalProperties: false });
const Secret = Type.Object({ name: Name, setAt: instant(), setBy: Type.String() });
const hosts = Type.Array(Type.String({ pattern: hostPattern, maxLength: 260 }), {
  minItems: 1,
  maxItems: 50,
  description: 'What may be called: `host`, `host:port`, or `*.host` for every name below it',
});
const callsPerS = Type.Number({ exclusiveMinimum: 0, minimum: 0.001, maximum: 10_000 });
const personalData = Type.Boolean({
  description: 'Whether the system is cleared for personal data: no workflow that sends some goes live otherwise',
});
const Connection = Type.Object({ name: Name, hosts, callsPerS, personalData });

export function connectionActions(sealer: Sealer): RegisteredAction[] {
  return [
    action({
      name: 'connections.secret.set',
      version: '1.0.0',
      summary: 'Store a secret for outside calls; it is never shown again',
      effect: 'write',
      undoneBy: 'connections.secret.delete',
      permission: 'connection.manage',
      route: 'PUT /secrets/:name',
      touches: 'all',
      input: Type.Object(
        { name: Name, value: Type.String({ minLength: 1, maxLength: 16_000 }) },
        { additionalProperties: false },
      ),
      output: Named,
      async run(ctx, { name, value }) {
        await setSecret(ctx.tx, sealer, name, value, ctx.actor.name);
        ctx.audit({ subjectId: name, after: { name, value: '[secret]' } });
        return { name };
      },
    }),
    action({
      name: 'connections.secret.list',
      version: '1.0.0',
      summary: 'The names of the secrets, and who set them when',
      effect: 'read',
      permission: 'connection.read',
      route: 'GET /secrets',
      touches: 'none',
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.Object({ items: Type.Array(Secret) }),
      async run({ tx }) {
        const rows = await tx.rows<{ name: string; set_at: string; set_by: string }>(
          'select name, set_at, set_by from connections.secret where org_id = $1 order by name',
          [tx.orgId],
        );
        return { items: rows.map((row) => ({ name: row.name, setAt: row.set_at, setBy: row.set_by })) };
      },
    }),
    action({
      name: 'connections.secret.delete',
      version: '1.0.0',
      summary: 'Forget a secret',
      effect: 'write',
      permission: 'connection.manage',
      route: 'DELETE /secrets/:name',
      touches: 'all',
      input: Named,
      output: Type.Null(),
      async run(ctx, { name }) {
        const gone = await ctx.tx.run('delete from connections.secret where org_id = $1 and name = $2', [
          ctx.tx.orgId,
          name,
        ]);
        if (gone === 0) throw fault('not-found', 'SECRET_UNKNOWN', `There is no secret ${name}.`);
        ctx.audit({ subjectId: name, after: null });
        return null;
      },
    }),
    action({
      name: 'connections.connection.save',
      version: '1.0.0',
      summary: 'Say which hosts automation may call, and how often',
      description:
        'No other host is called. Hosts on private networks must also be in BARROW_EGRESS_ALLOW. The rate holds over all processes.',
      effect: 'write',
      undoneBy: 'connections.connection.delete',
      permission: 'connection.manage',
      route: 'PUT /connections/:name',
      touches: 'all',
      input: Type.Object(
        { name: Name, hosts, callsPerS: Type.Optional(callsPerS), personalData: Type.Optional(personalData) },
        { additionalProperties: false },
      ),
      output: Connection,
      async run(ctx, { name, hosts: allowed, callsPerS: rate = 10, personalData: cleared = false }) {
        const before = (await readConnections(ctx.tx)).find((one) => one.name === name) ?? null;
        const after = { name, hosts: [...new Set(allowed)], callsPerS: rate, personalData: cleared };
        await ctx.tx.run(
          `insert into connections.connection (org_id, name, hosts, calls_per_s, personal_data) values ($1, $2, $3, $4, $5)
           on conflict (org_id, name) do update set hosts = excluded.hosts, calls_per_s = excluded.calls_per_s,
             personal_data = excluded.personal_data, changed_at = now()`,
          [ctx.tx.orgId, name, after.hosts, rate, cleared],
        );
        ctx.audit({ subjectId: name, before, after });
        return after;
      },
    }),
    action({
      name: 'connections.connection.list',
      version: '1.0.0',
      summary: 'The hosts that automation may call',
      effect: 'read',
      permission: 'connection.read',
      route: 'GET /connections',
      touches: 'none',
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.Object({ items: Type.Array(Connection) }),
      run: async ({ tx }) => ({ items: (await readConnections(tx)).map((one) => ({ ...one, hosts: [...one.hosts] })) }),
    }),
    action({
      name: 'connections.connection.delete',
      version: '1.0.0',
      summary: 'Let automation call these hosts no more',
      effect: 'write',
      permission: 'connection.manage',
      route: 'DELETE /connections/:name',
      touches: 'all',
      input: Named,
      output: Type.Null(),
      async run(ctx, { name }) {
        const gone = await ctx.tx.run('delete from connections.connection where org_id = $1 and name = $2', [
          ctx.tx.orgId,
          name,
        ]);
        if (gone === 0) throw fault('not-found', 'CONNECTION_UNKNOWN', `There is no connection ${name}.`);
        ctx.audit({ subjectId: name, after: null });
        return null;
      },
    }),
  ];
}
