import type { ActionContext } from '../../platform/action.ts';
import { lockOrder, unknownOrder, type LockedOrder } from './order-rows.ts';
import { requireSupplier, visibleSupplier } from './supplier-scope.ts';

/** Throws unless the caller may see the order: its location is in scope, and a supplier's own order has been sent. */
export function requireOrder(
  ctx: Pick<ActionContext, 'grant' | 'requireLocation'>,
  order: {
    readonly orderId: string;
    readonly locationId: string;
    readonly supplierId: string;
    readonly wasSent: boolean;
  },
): void {
  requireSupplier(ctx.grant, order.supplierId);
  if (visibleSupplier(ctx.grant) !== null && !order.wasSent) throw unknownOrder(order.orderId);
  ctx.requireLocation(order.locationId);
}

/** Locks an order that the caller may see. Throws ORDER_UNKNOWN, NOT_ALLOWED. */
export async function lockVisibleOrder(ctx: ActionContext, orderId: string): Promise<LockedOrder> {
  const order = await lockOrder(ctx.tx, orderId);
  requireOrder(ctx, order.head);
  return order;
}
