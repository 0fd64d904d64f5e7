import { Type } from 'typebox';
import { day, positiveQtyMilli, text, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { dueProposals } from './due-proposals.ts';
import { approveProposals, dismissProposals, type Approved } from './approve-proposals.ts';

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
        tellApproved(ctx, approved, 'planning.proposal.approved');
        if (place)
          await placeDrafts(
            ctx,
            approved.orders.map((order) => order.orderId),
          );
        return { ...approved, transfers: approved.transfers.map((one) => ({ ...one, lines: [...one.lines] })) };
      },
    }),
    action({
      name: 'planning.proposal.draft-due',
      version: '1.0.0',
      summary: 'Turn what is due into draft purchase orders and requested transfers, without anybody having chosen',
      description:
        'Takes every open proposal whose source takes the order now, whole orders at a time, up to 2,000 lines; `more` says that there are others. Each draft is told as `planning.order.drafted`, so that a workflow can take it from there. What waits for a minimum order value is left.',
      effect: 'write',
      permission: 'planning.approve',
      route: 'POST /planning/proposals/draft-due',
      touches: 'inside',
      input: Type.Object(
        {
          orderBy: Type.Optional(
            day('What can be ordered until this day; else what could be ordered on the day it was planned'),
          ),
          locationId: Type.Optional(uuid()),
          supplierId: Type.Optional(uuid()),
        },
        { additionalProperties: false },
      ),
      output: Type.Object({
        orders: Type.Integer(),
        transfers: Type.Integer(),
        proposals: Type.Integer(),
        more: Type.Boolean(),
      }),
      async run(ctx, { orderBy, locationId, supplierId }) {
        if (locationId !== undefined) ctx.requireLocation(locationId);
        const scope = ctx.grant.locationIds;
        const due = await dueProposals(ctx.tx, { orderBy, locationId, supplierId, scope, atMost: 2_000 });
        if (due.proposalIds.length === 0) return { orders: 0, transfers: 0, proposals: 0, more: false };
        const approved = await approveProposals(
          ctx,
          due.proposalIds.map((proposalId) => ({ proposalId })),
        );
        tellApproved(ctx, approved, 'planning.order.drafted');
        return {
          orders: approved.orders.length,
          transfers: approved.transfers.length,
          proposals: approved.proposals.length,
          more: due.more,
        };
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

function tellApproved(ctx: ActionContext, { orders }: Approved, type: string): void {
  for (const order of orders) {
    ctx.audit({ subjectId: order.orderId, locationId: order.locationId, after: order });
    ctx.emit({
      type,
      subjectId: order.orderId,
      locationId: order.locationId,
      occurredAt: new Date(ctx.nowMs()).toISOString(),
      data: order,
    });
  }
}
