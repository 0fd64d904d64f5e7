import type { FieldProblem } from '@barrow/kernel';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { changeOrder } from './change-order.ts';
import { insertLines, priceLines, refuseProblems, type NewOrderLine } from './draft-orders.ts';
import type { OrderActor } from './order-actor.ts';
import type { LockedOrder } from './order-rows.ts';
import { readTermsOf } from './terms.ts';

export type DraftChange = {
  readonly requestedDay?: string | undefined;
  readonly note?: string | undefined;
  /** All lines, when any changes. */
  readonly lines?: readonly NewOrderLine[] | undefined;
};

/**
 * Changes a locked draft. A line whose item stays keeps its explanation, since that tells what was proposed. Throws ORDER_STATE,
 * ORDER_INVALID.
 */
export async function changeDraft(tx: Tx, by: OrderActor, order: LockedOrder, change: DraftChange): Promise<void> {
  const { orderId, supplierId } = order.head;
  const asked = change.lines?.map((line) => ({ ...line, itemId: line.itemId.toLowerCase() }));
  const kept = order.state.lines.map(({ lineNo, qtyMilli }) => ({ lineNo, qtyMilli }));
  const lines = asked?.map((line, index) => ({ lineNo: index + 1, qtyMilli: line.qtyMilli })) ?? kept;
  await changeOrder(tx, by, order, { kind: 'change', lines });
  await tx.run(
    `update supply.purchase_order set requested_day = coalesce($3, requested_day), note = coalesce($4, note)
     where org_id = $1 and order_id = $2`,
    [tx.orgId, orderId, change.requestedDay ?? null, change.note ?? null],
  );
  if (asked === undefined) return;
  const problems: FieldProblem[] = [];
  const terms = await readTermsOf(
    tx,
    asked.map((line) => ({ supplierId, itemId: line.itemId })),
  );
  const costs = new Map([...order.lines.values()].map((line) => [line.itemId, line.unitCostMicro]));
  const withCost = asked.map((line) => ({ ...line, unitCostMicro: line.unitCostMicro ?? costs.get(line.itemId) }));
  const priced = priceLines(supplierId, withCost, terms, '', problems);
  refuseProblems(problems);
  const old = await tx.rows<{ item_id: string; explanation: unknown }>(
    `delete from supply.purchase_order_line where org_id = $1 and order_id = $2 returning item_id, explanation`,
    [tx.orgId, orderId],
  );
  await insertLines(
    tx,
    priced.map((line) => ({ orderId, ...line })),
  );
  const explained = old.filter((row) => row.explanation !== null);
  await tx.run(
    `update supply.purchase_order_line l set explanation = e.explanation::jsonb
     from unnest($3::uuid[], $4::text[]) as e (item_id, explanation)
     where l.org_id = $1 and l.order_id = $2 and l.item_id = e.item_id`,
    [
      tx.orgId,
      orderId,
      plainArray(explained.map((row) => row.item_id)),
      explained.map((row) => JSON.stringify(row.explanation)),
    ],
  );
}
