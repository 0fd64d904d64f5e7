import { decodeDayValues, gatherDayValues } from '../../platform/day-values.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';

/** What one item sold at one location, day by day. */
export type ItemDemand = {
  readonly itemId: string;
  /** The first day of the range on which it sold, as days after the range's first. */
  readonly firstOffset: number;
  /** Units sold a day in thousandths over the whole range, 0 on days without a sale. Decoded when asked: callers with thousands of items spread that work. */
  soldMilli(): Float64Array;
};

export type DayRange = { readonly fromDay: string; readonly days: number };

/**
 * What items sold at a location on each business day of a range, in one statement on the key of `sales.item_day`. Returns are not
 * taken off: what came back was wanted once, on another day. Voided sales are. Items that never sold in the range are left out.
 */
export async function readDemand(
  tx: Tx,
  locationId: string,
  { fromDay, days }: DayRange,
  itemIds: readonly string[],
): Promise<Map<string, ItemDemand>> {
  const rows = await tx.rows<{ item_id: string; first_offset: number; sold: string }>(
    `select item_id, min(business_day - $3::date) as first_offset, ${gatherDayValues('business_day - $3::date', 'sold_milli')} as sold
     from sales.item_day
     where org_id = $1 and location_id = $2 and item_id = any($5::uuid[]) and sold_milli <> 0
       and business_day >= $3::date and business_day < $3::date + $4::integer
     group by item_id`,
    [tx.orgId, locationId, fromDay, days, plainArray(itemIds)],
  );
  return new Map(
    rows.map(({ item_id: itemId, first_offset: firstOffset, sold }) => [
      itemId,
      { itemId, firstOffset, soldMilli: () => decodeDayValues(sold, days).subarray(0, days) },
    ]),
  );
}

/** Units sold of all items together on each business day of a range, thousandths: what tells the shape of a location's week. */
export async function readSoldByDay(tx: Tx, locationId: string, { fromDay, days }: DayRange): Promise<Float64Array> {
  const rows = await tx.rows<{ offset: number; sold: number }>(
    `select business_day - $3::date as offset, sum(sold_milli)::bigint as sold from sales.day_total
     where org_id = $1 and location_id = $2 and business_day >= $3::date and business_day < $3::date + $4::integer
     group by business_day`,
    [tx.orgId, locationId, fromDay, days],
  );
  const sold = new Float64Array(days);
  for (const row of rows) sold[row.offset] = row.sold;
  return sold;
}

/**
 * What an average day sells of each item, thousandths, as the mean of the given locations that sold it in the range, from its first
 * sale there on (at least 14 days, so that one sale is not taken for a habit). One look-up an item and location: for few items.
 */
export async function readMeanDemand(
  tx: Tx,
  locationIds: readonly string[],
  { fromDay, days }: DayRange,
  itemIds: readonly string[],
): Promise<Map<string, number>> {
  if (itemIds.length === 0 || locationIds.length === 0) return new Map();
  const rows = await tx.rows<{ item_id: string; mean_milli: number }>(
    `select i.item_id, avg(t.sold::double precision / greatest(14, $3::date + $4::integer - t.first_day)) as mean_milli
     from unnest($5::uuid[]) as i (item_id)
     cross join unnest($2::uuid[]) as l (location_id)
     cross join lateral (
       select sum(d.sold_milli) as sold, min(d.business_day) as first_day from sales.item_day d
       where d.org_id = $1 and d.location_id = l.location_id and d.item_id = i.item_id
         and d.business_day >= $3::date and d.business_day < $3::date + $4::integer
     ) t
     where t.sold > 0
     group by i.item_id`,
    [tx.orgId, plainArray(locationIds), fromDay, days, plainArray(itemIds)],
  );
  return new Map(rows.map((row) => [row.item_id, row.mean_milli]));
}
