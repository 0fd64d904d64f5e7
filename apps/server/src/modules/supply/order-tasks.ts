import type { Tx } from '../../platform/postgres.ts';
import { raiseTasks, settleTasks } from '../tasks/index.ts';
import type { OrderEvent, OrderState } from './order-machine.ts';
import type { LockedOrder } from './order-rows.ts';

/** The message about an order did not get through, and nobody tries any more. */
const notDelivered = 'order-not-delivered';
/** The supplier does not take the order: change it, order elsewhere, or cancel it. */
const refusedOrder = 'order-refused';
/** The goods have not come on their day. */
export const lateOrder = 'order-late';
/** The supplier has a message about an order that is withdrawn: tell it. */
const withdrawnOrder = 'order-withdrawn';
/** The supplier's answer counts, and something about it was odd. */
export const oddAnswer = 'order-answer-odd';

/** The supplier has the order, or an attempt to tell it may have arrived. */
function mayHaveIt({ status, delivery }: OrderState): boolean {
  return status === 'sent' || status === 'acknowledged' || delivery === 'failed';
}

/** Raises what people must do after events of an order, and ends what the events settled. */
export async function tendOrderTasks(
  tx: Tx,
  order: LockedOrder,
  state: OrderState,
  events: readonly OrderEvent[],
): Promise<void> {
  const { head } = order;
  const raise = (kind: string, title: string, details: object) =>
    raiseTasks(tx, [
      {
        kind,
        subjectKey: head.orderId,
        locationId: head.locationId,
        title,
        details: { orderId: head.orderId, number: head.number, supplierId: head.supplierId, ...details },
      },
    ]);
  const settle = async (note: string, ...kinds: readonly string[]): Promise<void> => {
    for (const kind of kinds) await settleTasks(tx, kind, [head.orderId], note);
  };
  for (const event of events) {
    if (event.kind === 'undelivered')
      await raise(notDelivered, `Order ${head.number} did not reach the supplier`, { reason: event.reason });
    else if (event.kind === 'refused')
      await raise(refusedOrder, `The supplier refused order ${head.number}`, { reason: event.reason });
    else if (event.kind === 'placed') await settle('placed again', notDelivered, refusedOrder);
    else if (event.kind === 'acknowledged') await settle('acknowledged', notDelivered, oddAnswer);
    else if (event.kind === 'received') await settle('goods came', notDelivered);
    else if (event.kind === 'closed' || event.kind === 'cancelled')
      await settle(event.kind, notDelivered, refusedOrder, oddAnswer, lateOrder);
    if (event.kind === 'cancelled' && mayHaveIt(order.state))
      await raise(withdrawnOrder, `Tell the supplier that order ${head.number} is cancelled`, {});
  }
  if (state.status === 'received') await settle('received', lateOrder, notDelivered);
}
