import { Type } from 'typebox';
import { instant } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import type { Tx } from '../../platform/postgres.ts';

const Policy = Type.Object({
  reviewRequired: Type.Boolean({ description: 'Workflows go live by review alone' }),
  changedAt: Type.Union([instant(), Type.Null()]),
  changedBy: Type.Union([Type.String(), Type.Null()]),
});
type Row = { review_required: boolean; changed_at: string; changed_by: string };

async function readPolicy(tx: Tx): Promise<Row | undefined> {
  return tx.row<Row>(
    'select review_required, changed_at, changed_by from governance.policy where org_id = $1',
    [tx.orgId],
    'governance-policy',
  );
}

/** Whether workflows of the organisation go live by review alone. */
export async function mustBeReviewed(tx: Tx): Promise<boolean> {
  return (await readPolicy(tx))?.review_required ?? false;
}

function policyOf(row: Row | undefined) {
  return {
    reviewRequired: row?.review_required ?? false,
    changedAt: row?.changed_at ?? null,
    changedBy: row?.changed_by ?? null,
  };
}

export const policyActions: readonly RegisteredAction[] = [
  action({
    name: 'governance.policy.read',
    version: '1.0.0',
    summary: 'How changes of workflows go live here',
    effect: 'read',
    permission: 'flow.review',
    route: 'GET /flows/policy',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: Policy,
    run: async ({ tx }) => policyOf(await readPolicy(tx)),
  }),
  action({
    name: 'governance.policy.set',
    version: '1.0.0',
    summary: 'Say whether workflows go live by review alone',
    description: 'Playbooks that come with the server are reviewed: installing one is not publishing.',
    effect: 'write',
    permission: 'organisation.manage',
    route: 'PUT /flows/policy',
    touches: 'all',
    input: Type.Object({ reviewRequired: Type.Boolean() }, { additionalProperties: false }),
    output: Policy,
    async run(ctx, { reviewRequired }) {
      const before = await readPolicy(ctx.tx);
      await ctx.tx.run(
        `insert into governance.policy (org_id, review_required, changed_by) values ($1, $2, $3)
         on conflict (org_id) do update set review_required = $2, changed_by = $3, changed_at = now()`,
        [ctx.tx.orgId, reviewRequired, ctx.actor.name],
      );
      ctx.audit({
        subjectId: null,
        before: { reviewRequired: before?.review_required ?? false },
        after: { reviewRequired },
      });
      return policyOf(await readPolicy(ctx.tx));
    },
  }),
];
