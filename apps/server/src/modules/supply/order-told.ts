import type { PurchaseOrder } from '@barrow/contracts';
import type { ActionContext } from '../../platform/action.ts';
import type { LockedOrder } from './order-rows.ts';
import { readOrder } from './read-orders.ts';
import { visibleSupplier } from './supplier-scope.ts';

/** The order after an action, as its caller may see it; the audit log gets the state before and after. */
export async function toldOrder(
  ctx: ActionContext,
  before: LockedOrder,
  details: Readonly<Record<string, unknown>> = {},
): Promise<PurchaseOrder> {
  const order = await readOrder(ctx.tx, before.head.orderId, visibleSupplier(ctx.grant) !== null);
  ctx.audit({
    subjectId: order.orderId,
    locationId: order.locationId,
    before: { status: before.state.status },
    after: { status: order.status, ...details },
  });
  return order;
}
