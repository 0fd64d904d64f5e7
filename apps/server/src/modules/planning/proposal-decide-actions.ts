import { Type } from 'typebox';
import { positiveQtyMilli, text, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { approveProposals, dismissProposals } from './approve-proposals.ts';

/** What we decide about proposals. `placeDrafts` approves drafts and hands them to their suppliers. */
export function proposalDecideActions(
  placeDrafts: (ctx: ActionContext, orderIds: readonly string[]) => Promise<void>,
): readonly RegisteredAction[] {
  return [
    action({
      name: 'planning.proposal.approve',
      version: '1.0.0',
      summary: 'Turn proposals into draft purchase orders and requested transfers, one a source and location',
      description:
        'All or nothing. What was approved before is answered with its order or transfer and not asked for again.',
      effect: 'write',
      permission: 'planning.approve',
      route: 'POST /planning/proposals/approve',
      touches: 'inside',
      input: Type.Object(
        {
          proposals: Type.Array(
            Type.Object(
              {
                proposalId: uuid(),
                qtyMilli: Type.Optional(positiveQtyMilli('Another quantity than proposed, thousandths')),
              },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: 2000 },
          ),
          place: Type.Optional(
            Type.Boolean({
              description: 'Approve the new orders and send them to their suppliers; else they stay drafts',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      output: Type.Object({
        orders: Type.Array(
          Type.Object({
            orderId: uuid(),
            number: Type.String(),
            supplierId: uuid(),
            locationId: uuid(),
            lineCount: Type.Integer(),
          }),
        ),
        transfers: Type.Array(
          Type.Object({
            transferId: uuid(),
            fromLocationId: uuid(),
            locationId: uuid(),
            lines: Type.Array(Type.Object({ itemId: uuid(), qtyMilli: Type.Integer() })),
          }),
        ),
        proposals: Type.Array(
          Type.Object({
            proposalId: uuid(),
            orderId: Type.Union([uuid(), Type.Null()]),
            transferId: Type.Union([uuid(), Type.Null()]),
            status: Type.Enum(['approved', 'repeated']),
          }),
        ),
      }),
      async run(ctx, { proposals, place = false }) {
        const approved = await approveProposals(ctx, proposals);
        for (const order of approved.orders) {
          ctx.audit({ subjectId: order.orderId, locationId: order.locationId, after: order });
          ctx.emit({
            type: 'planning.proposal.approved',
            subjectId: order.orderId,
            locationId: order.locationId,
            occurredAt: new Date(ctx.nowMs()).toISOString(),
            data: order,
          });
        }
        if (place)
          await placeDrafts(
            ctx,
            approved.orders.map((order) => order.orderId),
          );
        return { ...approved, transfers: approved.transfers.map((one) => ({ ...one, lines: [...one.lines] })) };
      },
    }),
    action({
      name: 'planning.proposal.dismiss',
      version: '1.0.0',
      summary: 'Say no to proposals; the next run proposes anew',
      effect: 'write',
      permission: 'planning.approve',
      route: 'POST /planning/proposals/dismiss',
      touches: 'inside',
      input: Type.Object(
        { proposals: Type.Array(uuid(), { minItems: 1, maxItems: 2000 }), note: Type.Optional(text(1000)) },
        { additionalProperties: false },
      ),
      output: Type.Object({ dismissed: Type.Integer() }),
      run: async (ctx, { proposals, note }) => ({ dismissed: await dismissProposals(ctx, proposals, note ?? null) }),
    }),
  ];
}
