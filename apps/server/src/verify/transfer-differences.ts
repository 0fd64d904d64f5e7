import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

type Row = { transfer_id: string; item_id: string; field: string; recomputed: number; stored: number };

/**
 * What each transfer's lines say was shipped, arrived and was lost on the way, against its moves of the item; and a move that calls
 * itself of a transfer has such a line.
 */
export async function transferDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<Row>(
    `with told as (
       select l.transfer_id, l.item_id, sum(l.shipped_milli) as shipped, sum(l.received_milli) as received,
         sum(case t.status when 'received' then l.shipped_milli - l.received_milli else 0 end) as lost
       from stock.transfer_line l join stock.transfer t on t.org_id = l.org_id and t.transfer_id = l.transfer_id
       where l.org_id = $1 group by l.transfer_id, l.item_id
     ), moved as (
       select source_id as transfer_id, item_id, sum(case kind when 'transfer_out' then -on_hand_delta_milli else 0 end) as shipped,
         sum(case kind when 'transfer_in' then on_hand_delta_milli else 0 end) as received,
         sum(case when kind <> 'transfer_loss' then 0 when from_account = 'in_transit' then qty_milli else -qty_milli end) as lost
       from stock.move where org_id = $1 and kind in ('transfer_out', 'transfer_in', 'transfer_loss') group by source_id, item_id
     )
     select transfer_id, item_id, f.field, f.recomputed::bigint as recomputed, f.stored::bigint as stored
     from told full join moved using (transfer_id, item_id)
     cross join lateral (values
       ('shippedMilli', coalesce(moved.shipped, 0), coalesce(told.shipped, 0)),
       ('receivedMilli', coalesce(moved.received, 0), coalesce(told.received, 0)),
       ('lostMilli', coalesce(moved.lost, 0), coalesce(told.lost, 0))) as f (field, recomputed, stored)
     where f.recomputed <> f.stored order by 1, 2, 3`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'transfer',
    of: { transferId: row.transfer_id, itemId: row.item_id },
    field: row.field,
    recomputed: row.recomputed,
    stored: row.stored,
  }));
}

/** What each balance says is on its way to a location, against the transfers that were shipped and have not arrived. */
export async function inTransitDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<{ location_id: string; item_id: string; recomputed: number; stored: number }>(
    `with open as (
       select t.to_location_id as location_id, l.item_id, sum(l.shipped_milli)::bigint as milli
       from stock.transfer t join stock.transfer_line l on l.org_id = t.org_id and l.transfer_id = t.transfer_id
       where t.org_id = $1 and t.status = 'shipped' group by t.to_location_id, l.item_id
     )
     select location_id, item_id, coalesce(open.milli, 0) as recomputed, coalesce(b.in_transit_milli, 0) as stored
     from open full join (select location_id, item_id, in_transit_milli from stock.balance where org_id = $1) b using (location_id, item_id)
     where coalesce(open.milli, 0) <> coalesce(b.in_transit_milli, 0) order by 1, 2`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'in-transit',
    of: { locationId: row.location_id, itemId: row.item_id },
    field: 'inTransitMilli',
    recomputed: row.recomputed,
    stored: row.stored,
  }));
}
