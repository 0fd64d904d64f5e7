import { Type } from 'typebox';
import { mayDo, PurchaseOrder, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { changeOrder } from './change-order.ts';
import { lockVisibleOrder } from './order-access.ts';
import type { OrderCommand } from './order-machine.ts';
import type { MessageOptions } from './order-message.ts';
import { toldOrder } from './order-told.ts';
import { placeOrder } from './place-order.ts';

const input = Type.Object({ orderId: uuid() }, { additionalProperties: false });

async function change(ctx: ActionContext, orderId: string, command: OrderCommand): Promise<PurchaseOrder> {
  const order = await lockVisibleOrder(ctx, orderId);
  await changeOrder(ctx.tx, ctx, order, command);
  return toldOrder(ctx, order);
}

/** What we decide about an order: approve, reopen, place, cancel, close. */
export function decideActions(options: MessageOptions): readonly RegisteredAction[] {
  return [
    action({
      name: 'supply.order.approve',
      version: '1.0.0',
      summary: 'Approve a draft',
      effect: 'write',
      undoneBy: 'supply.order.reopen',
      permission: 'supply.order.approve',
      route: 'POST /purchase-orders/:orderId/approve',
      touches: 'inside',
      input,
      output: PurchaseOrder,
      run: (ctx, { orderId }) => change(ctx, orderId, { kind: 'approve' }),
    }),
    action({
      name: 'supply.order.reopen',
      version: '1.0.0',
      summary: 'Make an approved order a draft again',
      effect: 'write',
      permission: 'supply.order.approve',
      route: 'POST /purchase-orders/:orderId/reopen',
      touches: 'inside',
      input,
      output: PurchaseOrder,
      run: (ctx, { orderId }) => change(ctx, orderId, { kind: 'reopen' }),
    }),
    action({
      name: 'supply.order.place',
      version: '1.0.0',
      summary: 'Send an approved purchase order to its supplier',
      description:
        'The message leaves shortly after; `delivery` tells how far it got. One that did not get through brings the order back to approved, with a task.',
      effect: 'write',
      undoneBy: 'supply.order.cancel',
      permission: 'supply.order.place',
      route: 'POST /purchase-orders/:orderId/place',
      touches: 'inside',
      input,
      output: PurchaseOrder,
      async run(ctx, { orderId }) {
        const order = await lockVisibleOrder(ctx, orderId);
        await placeOrder(ctx.tx, ctx, options, order);
        return toldOrder(ctx, order);
      },
    }),
    action({
      name: 'supply.order.cancel',
      version: '1.0.0',
      summary: 'Cancel an order of which nothing has come',
      description: 'Once it was sent, a task asks somebody to tell the supplier.',
      effect: 'write',
      permission: 'supply.order.draft',
      route: 'POST /purchase-orders/:orderId/cancel',
      touches: 'inside',
      input,
      output: PurchaseOrder,
      async run(ctx, { orderId }) {
        const order = await lockVisibleOrder(ctx, orderId);
        if (order.state.status !== 'draft' && !mayDo(ctx.grant.role, 'supply.order.place')) {
          throw fault(
            'forbidden',
            'NOT_ALLOWED',
            `The role ${ctx.grant.role} may cancel drafts only (permission supply.order.place).`,
          );
        }
        await changeOrder(ctx.tx, ctx, order, { kind: 'cancel' });
        return toldOrder(ctx, order);
      },
    }),
    action({
      name: 'supply.order.close',
      version: '1.0.0',
      summary: 'End an order: what has not come is not expected any more',
      effect: 'write',
      permission: 'supply.order.draft',
      route: 'POST /purchase-orders/:orderId/close',
      touches: 'inside',
      input,
      output: PurchaseOrder,
      run: (ctx, { orderId }) => change(ctx, orderId, { kind: 'close' }),
    }),
  ];
}
