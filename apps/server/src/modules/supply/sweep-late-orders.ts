import { businessDay, daysBetween } from '@barrow/kernel';
import type { Actor } from '../../platform/action.ts';
import { appendEvents } from '../../platform/event-log.ts';
import { plainArray, type Database, type Tx } from '../../platform/postgres.ts';
import { actorText } from '../../platform/registry.ts';
import { readLocations } from '../network/index.ts';
import { raiseTasks } from '../tasks/index.ts';
import { lateOrder } from './order-tasks.ts';

const system: Actor = { kind: 'system', id: 'supply.late', name: 'Late orders', enteredBy: 'system' };

type LateRow = { order_id: string; number: string; supplier_id: string; location_id: string; due_day: string };

/** Raises a task for each order whose day has passed where it is to arrive, once a day that was promised. Answers how many. */
export async function sweepLateOrders(database: Database, nowMs: () => number, onCommit: () => void): Promise<number> {
  const due = await database.outside<{ org_id: string; order_id: string }>(
    'select org_id, order_id from supply.orders_late(500)',
  );
  let raised = 0;
  for (const [orgId, rows] of Map.groupBy(due, (row) => row.org_id)) {
    const count = await database.transaction(orgId, (tx) =>
      raiseLate(
        tx,
        rows.map((row) => row.order_id),
        nowMs(),
      ),
    );
    if (count > 0) onCommit();
    raised += count;
  }
  return raised;
}

async function raiseLate(tx: Tx, orderIds: readonly string[], atMs: number): Promise<number> {
  const rows = await tx.rows<LateRow>(
    `select order_id, number, supplier_id, location_id, due_day from supply.purchase_order
     where org_id = $1 and order_id = any($2::uuid[]) and status in ('sent', 'acknowledged', 'part-received')
       and late_raised_for is distinct from due_day
     order by order_id for update skip locked`,
    [tx.orgId, plainArray(orderIds)],
  );
  const locations = await readLocations(tx, [...new Set(rows.map((row) => row.location_id))]);
  const late = rows.flatMap((row) => {
    const location = locations.get(row.location_id);
    const today = businessDay(atMs, location?.timeZone ?? 'UTC', location?.cutoffMinutes ?? 0);
    const daysLate = daysBetween(row.due_day, today);
    return daysLate > 0 ? [{ ...row, daysLate }] : [];
  });
  if (late.length === 0) return 0;
  await tx.run(
    'update supply.purchase_order set late_raised_for = due_day where org_id = $1 and order_id = any($2::uuid[])',
    [tx.orgId, plainArray(late.map((row) => row.order_id))],
  );
  const detailsOf = (row: (typeof late)[number]) => ({
    orderId: row.order_id,
    number: row.number,
    supplierId: row.supplier_id,
    dueDay: row.due_day,
    daysLate: row.daysLate,
  });
  await raiseTasks(
    tx,
    late.map((row) => ({
      kind: lateOrder,
      subjectKey: row.order_id,
      locationId: row.location_id,
      title: `Order ${row.number} was to come on ${row.due_day}`,
      details: detailsOf(row),
    })),
  );
  await appendEvents(
    tx,
    { actor: actorText(system), traceId: null },
    late.map((row) => ({
      type: 'supply.order.late',
      subjectId: row.order_id,
      locationId: row.location_id,
      occurredAt: new Date(atMs).toISOString(),
      data: detailsOf(row),
    })),
  );
  return late.length;
}
