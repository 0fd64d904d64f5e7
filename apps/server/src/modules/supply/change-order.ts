import { unreachable } from '@barrow/kernel';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { actorText } from '../../platform/registry.ts';
import type { OrderActor } from './order-actor.ts';
import { decideOrder, evolveOrder, type OrderCommand, type OrderEvent, type OrderState } from './order-machine.ts';
import type { LockedOrder } from './order-rows.ts';
import { tendOrderTasks } from './order-tasks.ts';

export type OrderChange = { readonly changed: boolean; readonly before: OrderState; readonly state: OrderState };

/**
 * Does a command to a locked order, in its transaction: decides, stores the new state and its history, tells the event log, and
 * raises or ends the tasks that hang on it. A command that changes nothing stores nothing. Throws ORDER_STATE, or ORDER_INVALID for a
 * line that the order does not have.
 */
export async function changeOrder(
  tx: Tx,
  by: OrderActor,
  order: LockedOrder,
  command: OrderCommand,
): Promise<OrderChange> {
  const before = order.state;
  const decision = decideOrder(before, command);
  if (!decision.ok) {
    if (decision.reason === 'line') throw strangeLine(decision.detail);
    throw fault(
      'conflict',
      'ORDER_STATE',
      `The purchase order ${order.head.number} is ${before.status}${before.delivery === 'failed' ? ' and was not delivered' : ''}: it cannot be changed by ${command.kind}.`,
    );
  }
  if (decision.value.length === 0) return { changed: false, before, state: before };
  const state = decision.value.reduce(evolveOrder, before);
  const at = new Date(by.nowMs()).toISOString();
  await storeHead(tx, by, order.head.orderId, state, decision.value, at);
  if (command.kind !== 'change') await storeLines(tx, order.head.orderId, before, state);
  await tx.run(
    `insert into supply.order_history (org_id, order_id, at, actor, actor_name, command, status_before, status_after, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.orgId,
      order.head.orderId,
      at,
      actorText(by.actor),
      by.actor.name,
      command.kind,
      before.status,
      state.status,
      noteOf(decision.value),
    ],
  );
  await endMessages(tx, order.head.orderId, decision.value);
  await tendOrderTasks(tx, order, state, decision.value);
  for (const event of decision.value) {
    by.emit({
      type: typeOf(event),
      subjectId: order.head.orderId,
      locationId: order.head.locationId,
      occurredAt: at,
      data: {
        orderId: order.head.orderId,
        number: order.head.number,
        supplierId: order.head.supplierId,
        statusBefore: before.status,
        status: state.status,
        expectedDay: state.expectedDay,
        ...detailsOf(event, order, state),
      },
    });
  }
  return { changed: true, before, state };
}

function strangeLine(index: number): Error {
  const pointer = `/lines/${index}/lineNo`;
  return fault('unprocessable', 'ORDER_INVALID', `${pointer} is no line of this order, or comes twice.`, [
    { pointer, detail: 'is no line of this order, or comes twice' },
  ]);
}

async function storeHead(
  tx: Tx,
  by: OrderActor,
  orderId: string,
  state: OrderState,
  events: readonly OrderEvent[],
  at: string,
): Promise<void> {
  const has = (kind: OrderEvent['kind']): boolean => events.some((event) => event.kind === kind);
  await tx.run(
    `update supply.purchase_order set status = $3, delivery = $4, series = $5, new_series = $6, reference = $7, expected_day = $8,
       refusal = $9,
       approved_at = case when $10 then $11 when $12 then null else approved_at end,
       approved_by = case when $10 then $13 when $12 then null else approved_by end,
       sent_at = case when $14 then $11 else sent_at end,
       acknowledged_at = case when $15 then $11 else acknowledged_at end,
       received_at = case when $3 = 'received' then coalesce(received_at, $11) else null end,
       ended_at = case when $3 in ('closed', 'cancelled') then $11::timestamptz else null end
     where org_id = $1 and order_id = $2`,
    [
      tx.orgId,
      orderId,
      state.status,
      state.delivery,
      state.series,
      state.newSeries,
      state.reference,
      state.expectedDay,
      state.refusal,
      has('approved'),
      at,
      has('reopened') || has('refused'),
      by.actor.name,
      has('placed'),
      has('acknowledged'),
    ],
  );
}

async function storeLines(tx: Tx, orderId: string, before: OrderState, after: OrderState): Promise<void> {
  const changed = after.lines.filter((line, index) => {
    const earlier = before.lines[index];
    return (
      line.confirmedMilli !== earlier?.confirmedMilli ||
      line.advisedMilli !== earlier.advisedMilli ||
      line.receivedMilli !== earlier.receivedMilli ||
      line.damagedMilli !== earlier.damagedMilli ||
      line.reason !== earlier.reason
    );
  });
  if (changed.length === 0) return;
  await tx.run(
    `update supply.purchase_order_line l set confirmed_milli = n.confirmed, advised_milli = n.advised, received_milli = n.received,
       damaged_milli = n.damaged, reason = n.reason
     from unnest($3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
       as n (line_no, confirmed, advised, received, damaged, reason)
     where l.org_id = $1 and l.order_id = $2 and l.line_no = n.line_no`,
    [
      tx.orgId,
      orderId,
      plainArray(changed.map((line) => line.lineNo)),
      plainArray(changed.map((line) => line.confirmedMilli)),
      plainArray(changed.map((line) => line.advisedMilli)),
      plainArray(changed.map((line) => line.receivedMilli)),
      plainArray(changed.map((line) => line.damagedMilli)),
      changed.map((line) => line.reason),
    ],
  );
}

/** A message that the supplier answered needs no further attempt; one whose order is withdrawn must get none. */
async function endMessages(tx: Tx, orderId: string, events: readonly OrderEvent[]): Promise<void> {
  const isAnswered = events.some(({ kind }) => kind === 'acknowledged' || kind === 'advised' || kind === 'received');
  const isWithdrawn = events.some(({ kind }) => kind === 'cancelled' || kind === 'closed' || kind === 'refused');
  if (!isAnswered && !isWithdrawn) return;
  await tx.run(
    `update supply.dispatch set status = $3, ended_at = now() where org_id = $1 and order_id = $2 and status in ('due', 'leased')`,
    [tx.orgId, orderId, isAnswered ? 'delivered' : 'cancelled'],
  );
}

function typeOf(event: OrderEvent): string {
  return event.kind === 'placed' ? 'supply.order.sent' : `supply.order.${event.kind}`;
}

function noteOf(events: readonly OrderEvent[]): string | null {
  for (const event of events) if (event.kind === 'refused' || event.kind === 'undelivered') return event.reason;
  return null;
}

function detailsOf(event: OrderEvent, order: LockedOrder, state: OrderState): Record<string, unknown> {
  const itemOf = (lineNo: number): string | undefined => order.lines.get(lineNo)?.itemId;
  switch (event.kind) {
    case 'refused':
    case 'undelivered':
      return { reason: event.reason };
    case 'acknowledged':
      return {
        answer: event.acknowledgement.status,
        reference: state.reference,
        lines: state.lines.map(({ lineNo, qtyMilli, confirmedMilli }) => ({
          lineNo,
          itemId: itemOf(lineNo),
          qtyMilli,
          confirmedMilli,
        })),
      };
    case 'advised':
      return { day: event.day, lines: event.lines };
    case 'received':
      return {
        lines: event.lines.map((line) => ({ ...line, itemId: itemOf(line.lineNo) })),
        overLines: state.lines
          .filter((line) => line.receivedMilli > (line.confirmedMilli ?? line.qtyMilli))
          .map((line) => line.lineNo),
      };
    case 'changed':
    case 'approved':
    case 'reopened':
    case 'placed':
    case 'delivered':
    case 'closed':
    case 'cancelled':
      return {};
    default:
      return unreachable(event);
  }
}
