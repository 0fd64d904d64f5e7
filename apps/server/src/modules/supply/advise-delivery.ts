import { createHash } from 'node:crypto';
import type { SupplierDispatchAdvice } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { changeOrder } from './change-order.ts';
import type { OrderActor } from './order-actor.ts';
import type { LockedOrder } from './order-rows.ts';

/**
 * Stores what the supplier says it sent, once by its reference. It announces goods and moves no stock. Answers false for a repeat;
 * throws ORDER_CONFLICT when the reference came with other content, ORDER_STATE, ORDER_INVALID.
 */
export async function adviseDelivery(
  tx: Tx,
  by: OrderActor,
  order: LockedOrder,
  advice: Omit<SupplierDispatchAdvice, 'orderId'>,
): Promise<boolean> {
  const { deliveryReference, day } = advice;
  const lines = advice.lines.map(({ lineNo, shippedQtyMilli }) => ({ lineNo, shippedQtyMilli }));
  const hash = createHash('sha256')
    .update(JSON.stringify([day, lines]))
    .digest()
    .subarray(0, 16);
  const inserted = await tx.run(
    `insert into supply.advice (org_id, order_id, delivery_reference, content_hash, day, lines) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [tx.orgId, order.head.orderId, deliveryReference, hash, day, JSON.stringify(lines)],
  );
  if (inserted === 1) {
    await changeOrder(tx, by, order, { kind: 'advise', day, lines });
    return true;
  }
  const row = await tx.row<{ content_hash: Buffer }>(
    'select content_hash from supply.advice where org_id = $1 and order_id = $2 and delivery_reference = $3',
    [tx.orgId, order.head.orderId, deliveryReference],
  );
  if (row?.content_hash.equals(hash) === true) return false;
  throw fault(
    'conflict',
    'ORDER_CONFLICT',
    `The delivery ${deliveryReference} of this order was announced with other content. Use another reference.`,
    [{ pointer: '/deliveryReference', detail: 'belongs to another delivery' }],
  );
}
