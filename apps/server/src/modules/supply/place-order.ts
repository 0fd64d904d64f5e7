import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { changeOrder, type OrderChange } from './change-order.ts';
import type { OrderActor } from './order-actor.ts';
import { buildOrderMessage, type MessageOptions } from './order-message.ts';
import type { LockedOrder } from './order-rows.ts';
import { readSupplier } from './suppliers.ts';

/** The same for every attempt at the same content of an order. */
export function idempotencyKeyOf(orderId: string, series: number): string {
  return `order-${orderId}-${series}`;
}

/**
 * Hands an approved order to its supplier: the message is stored in the same transaction and sent after it. An order whose message did
 * not get through is tried again under the same key with the same content, since an attempt may have arrived.
 */
export async function placeOrder(
  tx: Tx,
  by: OrderActor,
  options: MessageOptions,
  order: LockedOrder,
): Promise<OrderChange> {
  const supplier = await readSupplier(tx, order.head.supplierId);
  if (supplier.status !== 'active')
    throw fault('unprocessable', 'ORDER_INVALID', `The supplier ${supplier.name} is retired: make it active first.`);
  const change = await changeOrder(tx, by, order, { kind: 'place', byHand: supplier.transport === 'manual' });
  if (supplier.transport === 'manual') return change;
  const { orderId } = order.head;
  const { series } = change.state;
  await tx.run(
    `insert into supply.dispatch as d (org_id, order_id, series, supplier_id, idempotency_key, message)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (org_id, order_id, series) do update set status = 'due', attempts = 0, due_at = now(), ended_at = null,
       lease_generation = d.lease_generation + 1`,
    [
      tx.orgId,
      orderId,
      series,
      order.head.supplierId,
      idempotencyKeyOf(orderId, series),
      JSON.stringify(await buildOrderMessage(tx, options, order)),
    ],
  );
  return change;
}
