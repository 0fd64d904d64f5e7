import type { Tx } from '../../platform/postgres.ts';

/** Business days from `fromDay` to before `toDay`. */
export type Days = { readonly fromDay: string; readonly toDay: string };

/** How many item-location-days of a period ended without stock, of items that were ever there. */
export async function stockOutDays(tx: Tx, { fromDay, toDay }: Days): Promise<number> {
  const row = await tx.row<{ days: number }>(
    `with daily as (
       select location_id, item_id, business_day, sum(on_hand_delta_milli) as delta from stock.move
       where org_id = $1 and business_day < $3::date group by location_id, item_id, business_day
     ), levels as (
       select business_day, sum(delta) over item as on_hand, lead(business_day) over item as next_day from daily
       window item as (partition by location_id, item_id order by business_day)
     )
     select coalesce(sum(greatest(0, least(coalesce(next_day, $3::date), $3::date) - greatest(business_day, $2::date))), 0)::integer as days
     from levels where on_hand <= 0`,
    [tx.orgId, fromDay, toDay],
  );
  return row?.days ?? 0;
}

/** Stock at the end of each day of a period, of some pairs of location and item. By move_by_item. */
export async function dailyStockOf(
  tx: Tx,
  pairs: readonly { readonly locationId: string; readonly itemId: string }[],
  { fromDay, toDay }: Days,
): Promise<{ locationId: string; itemId: string; onHandMilli: number[] }[]> {
  const rows = await tx.rows<{ location_id: string; item_id: string; on_hand: number[] }>(
    `select k.location_id, k.item_id, array(
       select coalesce((select sum(m.on_hand_delta_milli) from stock.move m
         where m.org_id = $1 and m.location_id = k.location_id and m.item_id = k.item_id and m.business_day <= d.day), 0)::double precision
       from generate_series($4::date, $5::date - 1, interval '1 day') as d (day) order by d.day
     ) as on_hand
     from unnest($2::uuid[], $3::uuid[]) as k (location_id, item_id)`,
    [tx.orgId, pairs.map((one) => one.locationId), pairs.map((one) => one.itemId), fromDay, toDay],
  );
  return rows.map((row) => ({ locationId: row.location_id, itemId: row.item_id, onHandMilli: row.on_hand }));
}
