import { Type } from 'typebox';
import {
  code,
  instant,
  maxOrderLines,
  maxQtyMilli,
  orderLineNo,
  PurchaseOrder,
  SupplierAcknowledgement,
  SupplierDispatchAdvice,
  text,
  uuid,
} from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { adviseDelivery } from './advise-delivery.ts';
import { changeOrder } from './change-order.ts';
import { lockVisibleOrder } from './order-access.ts';
import { toldOrder } from './order-told.ts';
import { readOrder } from './read-orders.ts';
import { receiveGoods } from './receive-goods.ts';
import { visibleSupplier } from './supplier-scope.ts';

const milli = (description: string) => Type.Integer({ minimum: 0, maximum: maxQtyMilli, description });

/** What comes back for an order: the supplier's answer, its advice of goods, and the goods. Each may be told twice. */
export const answerActions: readonly RegisteredAction[] = [
  action({
    name: 'supply.order.acknowledge',
    version: '1.0.0',
    summary: 'Tell what the supplier says to an order',
    description: 'By the supplier itself, or by whoever heard from it. The same answer again changes nothing.',
    effect: 'write',
    permission: 'supply.order.answer',
    route: 'POST /purchase-orders/:orderId/acknowledgement',
    touches: 'inside',
    input: SupplierAcknowledgement,
    output: PurchaseOrder,
    async run(ctx, { orderId, ...acknowledgement }) {
      const order = await lockVisibleOrder(ctx, orderId);
      const { changed } = await changeOrder(ctx.tx, ctx, order, { kind: 'acknowledge', acknowledgement });
      if (changed) return toldOrder(ctx, order, { answer: acknowledgement.status });
      return readOrder(ctx.tx, order.head.orderId, visibleSupplier(ctx.grant) !== null);
    },
  }),
  action({
    name: 'supply.order.advise',
    version: '1.0.0',
    summary: 'Tell that the supplier has sent goods',
    description: 'Announces; only a receipt changes stock. The same delivery reference again changes nothing.',
    effect: 'write',
    permission: 'supply.order.answer',
    route: 'POST /purchase-orders/:orderId/advices',
    touches: 'inside',
    input: SupplierDispatchAdvice,
    output: PurchaseOrder,
    async run(ctx, { orderId, ...advice }) {
      const order = await lockVisibleOrder(ctx, orderId);
      if (await adviseDelivery(ctx.tx, ctx, order, advice))
        return toldOrder(ctx, order, { deliveryReference: advice.deliveryReference });
      return readOrder(ctx.tx, order.head.orderId, visibleSupplier(ctx.grant) !== null);
    },
  }),
  action({
    name: 'supply.order.receive',
    version: '1.0.0',
    summary: 'Take in goods that came for an order: whole, short, over or damaged',
    description:
      'What came short stays open; damaged goods are not taken into stock and are still owed. The same receiptId again changes nothing.',
    effect: 'write',
    permission: 'supply.order.receive',
    route: 'POST /purchase-orders/:orderId/receipts',
    touches: 'inside',
    input: Type.Object(
      {
        orderId: uuid(),
        receiptId: uuid('Made by the caller, so that the request can be repeated'),
        reference: Type.Optional(code(100)),
        occurredAt: Type.Optional(instant()),
        lines: Type.Array(
          Type.Object(
            {
              lineNo: orderLineNo(),
              receivedMilli: milli('Good: taken into stock'),
              damagedMilli: Type.Optional(milli('Came and was not taken in')),
              reason: Type.Optional(text(200)),
            },
            { additionalProperties: false },
          ),
          { minItems: 1, maxItems: maxOrderLines },
        ),
      },
      { additionalProperties: false },
    ),
    output: PurchaseOrder,
    async run(ctx, { orderId, ...receipt }) {
      const order = await lockVisibleOrder(ctx, orderId);
      if (await receiveGoods(ctx.tx, ctx, order, receipt))
        return toldOrder(ctx, order, { receiptId: receipt.receiptId, lines: receipt.lines.length });
      return readOrder(ctx.tx, order.head.orderId);
    },
  }),
];
