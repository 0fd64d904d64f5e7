import { Type, type Static } from 'typebox';
import { instant, roles, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { readLocations } from '../network/index.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { accessVerbs, mayWith, readAccess, type AccessVerb } from './access-rules.ts';

const Pattern = Type.String({
  minLength: 1,
  maxLength: 401,
  pattern: '^(\\*|[^/*\\n]+/(\\*|[^/*\\n]+))$',
  description: '`namespace/name`, `namespace/*` for all of a namespace, `*` for every workflow',
});
const Verb = Type.Enum([...accessVerbs], {
  description:
    '`see` its text, runs and figures; `edit` drafts of it and its answers at places; `approve` what goes live; `run` it and mend its runs',
});
const Allow = Type.Array(
  Type.Object(
    {
      role: Type.Enum(roles.filter((role) => role !== 'owner')),
      locationIds: Type.Union([Type.Array(uuid(), { minItems: 1, maxItems: 10_000 }), Type.Null()], {
        description: 'Null: everywhere',
      }),
    },
    { additionalProperties: false },
  ),
  { maxItems: 50, description: 'Who still may; empty: owners alone' },
);
const Rule = Type.Object({
  workflow: Type.String(),
  verb: Verb,
  allow: Allow,
  why: Type.String(),
  by: Type.String(),
  at: instant(),
});
type Row = {
  workflow: string;
  verb: AccessVerb;
  allow: Static<typeof Allow>;
  why: string;
  set_by: string;
  set_at: string;
};

const ruleOf = ({ workflow, verb, allow, why, set_by: by, set_at: at }: Row) => ({
  workflow,
  verb,
  allow,
  why,
  by,
  at,
});
const columns = 'workflow, verb, allow, why, set_by, set_at';
const place = { workflow: Pattern, verb: Verb };

/** Who may see, edit, approve and run which workflows, where that is fewer than their roles let. */
export const accessActions: readonly RegisteredAction[] = [
  action({
    name: 'flows.access.list',
    version: '1.0.0',
    summary: 'Rules that narrow who may see, edit, approve and run workflows',
    description: 'For each verb the narrowest rule that fits a workflow decides; without one, the role alone does.',
    effect: 'read',
    permission: 'flow.review',
    route: 'GET /flows/access',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Rule) }),
    async run({ tx }) {
      const rows = await tx.rows<Row>(
        `select ${columns} from flows.access where org_id = $1 and not flows.is_hidden(workflow) order by workflow, verb`,
        [tx.orgId],
      );
      return { items: rows.map(ruleOf) };
    },
  }),
  action({
    name: 'flows.access.mine',
    version: '1.0.0',
    summary: 'What you may do with a workflow, as far as rules for it go',
    effect: 'read',
    permission: 'playbook.read',
    route: 'GET /flows/access/mine',
    touches: 'none',
    input: Type.Object({ workflow: Pattern }, { additionalProperties: false }),
    output: Type.Object({ may: Type.Array(Verb) }),
    async run({ tx, grant }, { workflow }) {
      const rules = await readAccess(tx);
      return { may: accessVerbs.filter((verb) => mayWith(rules, verb, workflow, { grant, locationIds: [] })) };
    },
  }),
  action({
    name: 'flows.access.save',
    version: '1.0.0',
    summary: 'Say who may do something with a workflow, or with all of a namespace',
    description:
      'Narrows what roles may: it gives nobody what the role does not have. Owners may everything, so that nobody locks the organisation out. In force with the next request.',
    effect: 'write',
    undoneBy: 'flows.access.remove',
    permission: 'flow.access',
    route: 'PUT /flows/access',
    touches: 'all',
    input: Type.Object(
      { ...place, allow: Allow, why: Type.String({ minLength: 1, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    output: Rule,
    async run(ctx, { workflow, verb, allow, why }) {
      await requireLocations(ctx.tx, allow);
      const before = await find(ctx.tx, workflow, verb);
      await ctx.tx.run(
        `insert into flows.access (org_id, workflow, verb, allow, why, set_by) values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, workflow, verb) do update set allow = excluded.allow, why = excluded.why, set_by = excluded.set_by, set_at = now()`,
        [ctx.tx.orgId, workflow, verb, JSON.stringify(allow), why, ctx.actor.name],
      );
      ctx.audit({ subjectId: workflow, before: before?.allow ?? null, after: { verb, allow, why } });
      const row = await find(ctx.tx, workflow, verb);
      if (row === undefined) throw new Error('a rule that was just saved is not there');
      return ruleOf(row);
    },
  }),
  action({
    name: 'flows.access.remove',
    version: '1.0.0',
    summary: 'Take a rule back: the wider rule decides again, or the role alone',
    effect: 'write',
    permission: 'flow.access',
    route: 'DELETE /flows/access',
    touches: 'all',
    input: Type.Object(place, { additionalProperties: false }),
    output: Type.Object({ removed: Type.Integer() }),
    async run(ctx, { workflow, verb }) {
      const before = await find(ctx.tx, workflow, verb);
      const removed = await ctx.tx.run('delete from flows.access where org_id = $1 and workflow = $2 and verb = $3', [
        ctx.tx.orgId,
        workflow,
        verb,
      ]);
      if (before !== undefined)
        ctx.audit({ subjectId: workflow, before: { verb, allow: before.allow, why: before.why }, after: null });
      return { removed };
    },
  }),
];

function find(tx: Tx, workflow: string, verb: AccessVerb): Promise<Row | undefined> {
  return tx.row<Row>(`select ${columns} from flows.access where org_id = $1 and workflow = $2 and verb = $3`, [
    tx.orgId,
    workflow,
    verb,
  ]);
}

/** Throws LOCATION_UNKNOWN, with the place in the input. */
async function requireLocations(tx: Tx, allow: Static<typeof Allow>): Promise<void> {
  const named = allow.flatMap(({ locationIds }) => locationIds ?? []);
  if (named.length === 0) return;
  const known = await readLocations(tx, [...new Set(named)]);
  allow.forEach(({ locationIds }, entry) =>
    locationIds?.forEach((locationId, at) => {
      if (!known.has(locationId))
        throw fault('not-found', 'LOCATION_UNKNOWN', `There is no location ${locationId}.`, [
          { pointer: `/allow/${entry}/locationIds/${at}`, detail: 'is the id of no location' },
        ]);
    }),
  );
}
