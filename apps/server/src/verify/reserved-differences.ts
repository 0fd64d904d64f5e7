import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

/** What each balance says is reserved, against the reservations that are held. */
export async function reservedDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<{ location_id: string; item_id: string; held: number; stored: number | null }>(
    `select coalesce(h.location_id, b.location_id) as location_id, coalesce(h.item_id, b.item_id) as item_id, coalesce(h.held, 0) as held,
       b.reserved_milli as stored
     from (select location_id, item_id, sum(qty_milli)::bigint as held from stock.reservation
           where org_id = $1 and status = 'held' group by location_id, item_id) h
     full join (select location_id, item_id, reserved_milli from stock.balance where org_id = $1) b
       on b.location_id = h.location_id and b.item_id = h.item_id
     where coalesce(h.held, 0) <> coalesce(b.reserved_milli, 0) order by 1, 2`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'reserved',
    of: { locationId: row.location_id, itemId: row.item_id },
    field: 'reservedMilli',
    recomputed: row.held,
    stored: row.stored,
  }));
}
