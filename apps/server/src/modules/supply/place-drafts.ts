import type { ActionContext } from '../../platform/action.ts';
import { changeOrder } from './change-order.ts';
import { lockVisibleOrder } from './order-access.ts';
import type { MessageOptions } from './order-message.ts';
import { placeOrder } from './place-order.ts';

/**
 * Approves drafts and hands them to their suppliers, in the caller's transaction and in key order. For a few dozen orders at once: each
 * is a handful of statements. Callers ensure the permissions to approve and to place. Throws as approving and placing do.
 */
export async function placeDrafts(
  ctx: ActionContext,
  options: MessageOptions,
  orderIds: readonly string[],
): Promise<void> {
  for (const orderId of orderIds.toSorted()) {
    await changeOrder(ctx.tx, ctx, await lockVisibleOrder(ctx, orderId), { kind: 'approve' });
    await placeOrder(ctx.tx, ctx, options, await lockVisibleOrder(ctx, orderId));
  }
}
