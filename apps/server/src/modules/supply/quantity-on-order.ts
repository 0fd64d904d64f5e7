import { plainArray, type Tx } from '../../platform/postgres.ts';

export type OnOrder = { readonly locationId: string; readonly itemId: string; readonly qtyMilli: number };

/**
 * What is still to come from suppliers: confirmed, else ordered, less received, of every order that has not ended, drafts included, so
 * that a second proposal counts the first. Relies on the index purchase_order_open.
 */
export async function quantityOnOrder(tx: Tx, locationIds?: readonly string[]): Promise<OnOrder[]> {
  const rows = await tx.rows<{ location_id: string; item_id: string; qty_milli: number }>(
    `select o.location_id, l.item_id, sum(greatest(coalesce(l.confirmed_milli, l.qty_milli) - l.received_milli, 0))::bigint as qty_milli
     from supply.purchase_order o
     join supply.purchase_order_line l on l.org_id = o.org_id and l.order_id = o.order_id
     where o.org_id = $1 and o.status in ('draft', 'approved', 'sent', 'acknowledged', 'part-received')
       and ($2::uuid[] is null or o.location_id = any($2::uuid[]))
     group by o.location_id, l.item_id
     having sum(greatest(coalesce(l.confirmed_milli, l.qty_milli) - l.received_milli, 0)) > 0`,
    [tx.orgId, locationIds === undefined ? null : plainArray(locationIds)],
  );
  return rows.map((row) => ({ locationId: row.location_id, itemId: row.item_id, qtyMilli: row.qty_milli }));
}
