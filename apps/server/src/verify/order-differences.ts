import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

/** What the lines of each purchase order say has come, against its receipts of goods. */
export async function orderDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<{ order_id: string; line_no: number; field: string; recomputed: number; stored: number }>(
    `with came as (
       select r.order_id, l.line_no, sum(l.received_milli)::bigint as received, sum(l.damaged_milli)::bigint as damaged
       from supply.receipt r join supply.receipt_line l on l.org_id = r.org_id and l.receipt_id = r.receipt_id
       where r.org_id = $1 group by r.order_id, l.line_no
     )
     select order_id, line_no, f.field, f.recomputed, f.stored
     from came full join (select order_id, line_no, received_milli, damaged_milli from supply.purchase_order_line where org_id = $1) o
       using (order_id, line_no)
     cross join lateral (values
       ('receivedMilli', coalesce(came.received, 0), coalesce(o.received_milli, 0)),
       ('damagedMilli', coalesce(came.damaged, 0), coalesce(o.damaged_milli, 0))) as f (field, recomputed, stored)
     where f.recomputed <> f.stored order by 1, 2, 3`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'order',
    of: { orderId: row.order_id, lineNo: row.line_no },
    field: row.field,
    recomputed: row.recomputed,
    stored: row.stored,
  }));
}

/** What each receipt of goods took in of an item, against the moves that put it on hand at the order's location. */
export async function receiptDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<{ receipt_id: string; item_id: string; recomputed: number; stored: number }>(
    `with told as (
       select r.receipt_id, o.location_id, p.item_id, sum(l.received_milli)::bigint as milli
       from supply.receipt r
       join supply.receipt_line l on l.org_id = r.org_id and l.receipt_id = r.receipt_id
       join supply.purchase_order o on o.org_id = r.org_id and o.order_id = r.order_id
       join supply.purchase_order_line p on p.org_id = r.org_id and p.order_id = r.order_id and p.line_no = l.line_no
       where r.org_id = $1 group by r.receipt_id, o.location_id, p.item_id
     ), moved as (
       select m.source_id as receipt_id, m.location_id, m.item_id, sum(m.on_hand_delta_milli)::bigint as milli
       from stock.move m join supply.receipt r on r.org_id = m.org_id and r.receipt_id = m.source_id
       where m.org_id = $1 and m.kind = 'receipt' group by m.source_id, m.location_id, m.item_id
     )
     select receipt_id, item_id, coalesce(told.milli, 0) as recomputed, coalesce(moved.milli, 0) as stored
     from told full join moved using (receipt_id, location_id, item_id)
     where coalesce(told.milli, 0) <> coalesce(moved.milli, 0) order by 1, 2`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'receipt',
    of: { receiptId: row.receipt_id, itemId: row.item_id },
    field: 'onHandDeltaMilli',
    recomputed: row.recomputed,
    stored: row.stored,
  }));
}
