import { Type } from 'typebox';
import { deliveryDayFor, nextOrderDays } from '@barrow/inventory';
import {
  day,
  maxOrderLines,
  PurchaseOrder,
  PurchaseOrderInput,
  PurchaseOrderLineInput,
  text,
  uuid,
} from '@barrow/contracts';
import { dayMs, dayOfNumber, minuteMs, must, offsetMs } from '@barrow/kernel';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { changeDraft } from './change-draft.ts';
import { draftOrders } from './draft-orders.ts';
import { lockVisibleOrder } from './order-access.ts';
import { lockOrder } from './order-rows.ts';
import { toldOrder } from './order-told.ts';
import { readOrder } from './read-orders.ts';
import { readSuppliersFor } from './terms.ts';

/** When goods come that are ordered at the next opportunity, by the supplier's calendar and clock. */
async function nextDeliveryDay(ctx: ActionContext, supplierId: string): Promise<string> {
  const supplier = (await readSuppliersFor(ctx.tx)).get(supplierId.toLowerCase());
  if (supplier === undefined)
    throw fault('unprocessable', 'SUPPLIER_UNKNOWN', `There is no active supplier ${supplierId}.`);
  const { calendar, timeZone } = supplier;
  const localMs = ctx.nowMs() + offsetMs(ctx.nowMs(), timeZone);
  const today = dayOfNumber(Math.floor(localMs / dayMs));
  const nowMinutes = Math.floor((localMs - Math.floor(localMs / dayMs) * dayMs) / minuteMs);
  const [orderDay] = nextOrderDays(calendar, today, nowMinutes, 1);
  return deliveryDayFor(calendar, must(orderDay, 'an order day'));
}

export const draftActions: readonly RegisteredAction[] = [
  action({
    name: 'supply.order.draft',
    version: '1.0.0',
    summary: 'Draft a purchase order',
    effect: 'write',
    undoneBy: 'supply.order.cancel',
    permission: 'supply.order.draft',
    route: 'POST /purchase-orders',
    touches: ({ locationId }) => [locationId],
    input: PurchaseOrderInput,
    output: PurchaseOrder,
    async run(ctx, input) {
      // the same id drafted again without a day is the same order, though the next delivery may be later by now
      const earlier = await ctx.tx.row<{ requested_day: string }>(
        'select requested_day from supply.purchase_order where org_id = $1 and order_id = $2',
        [ctx.tx.orgId, input.id],
      );
      const requestedDay =
        input.requestedDay ?? earlier?.requested_day ?? (await nextDeliveryDay(ctx, input.supplierId));
      await draftOrders(ctx.tx, ctx, [
        {
          orderId: input.id,
          supplierId: input.supplierId,
          locationId: input.locationId,
          source: 'manual',
          requestedDay,
          note: input.note,
          lines: input.lines,
        },
      ]);
      const order = await lockOrder(ctx.tx, input.id);
      ctx.requireLocation(order.head.locationId);
      if (earlier !== undefined) return readOrder(ctx.tx, order.head.orderId);
      return toldOrder(ctx, order, { number: order.head.number, lines: order.state.lines.length });
    },
  }),
  action({
    name: 'supply.order.update',
    version: '1.0.0',
    summary: 'Change a draft: all its lines, the day or the note',
    description: 'Lines that keep their item keep their cost and explanation unless told otherwise.',
    effect: 'write',
    permission: 'supply.order.draft',
    route: 'PATCH /purchase-orders/:orderId',
    touches: 'inside',
    input: Type.Object(
      {
        orderId: uuid(),
        requestedDay: Type.Optional(day()),
        note: Type.Optional(text(1000)),
        lines: Type.Optional(Type.Array(PurchaseOrderLineInput, { minItems: 1, maxItems: maxOrderLines })),
      },
      { additionalProperties: false },
    ),
    output: PurchaseOrder,
    async run(ctx, { orderId, ...change }) {
      const order = await lockVisibleOrder(ctx, orderId);
      await changeDraft(ctx.tx, ctx, order, change);
      return toldOrder(ctx, order, change);
    },
  }),
];
