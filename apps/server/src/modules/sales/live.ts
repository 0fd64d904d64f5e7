import { businessDay, addDays, dayMs } from '@barrow/kernel';
import type { Location } from '@barrow/contracts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';
import { stockAlarms } from '../stock/index.ts';

export type LiveLocation = {
  locationId: string;
  code: string;
  name: string;
  format: Location['format'];
  currency: string;
  businessDay: string;
  saleCount: number;
  totalMinor: number;
  soldMilli: number;
  lastSaleAt: string | null;
  /** The same weekday a week before: until the same time of day, and in all. */
  weekBeforeSoFarMinor: number;
  weekBeforeMinor: number;
  itemsOut: number;
  itemsNegative: number;
  itemsBelowMinimum: number;
};

type TotalRow = {
  location_id: string;
  business_day: string;
  sale_count: number;
  total_minor: number;
  sold_milli: number;
  last_occurred_at: string;
};

/** Every location of the scope with today's sales against the same weekday, its last sale and its stock alarms: four statements, whatever the network's size. */
export async function readLive(tx: Tx, scope: readonly string[] | null, nowMs: number): Promise<LiveLocation[]> {
  const locations = [...(await readLocations(tx, scope ?? undefined)).values()];
  const days = locations.map((location) => businessDay(nowMs, location.timeZone, location.cutoffMinutes));
  const ids = plainArray(locations.map((location) => location.locationId));
  const today = plainArray(days);
  const weekBefore = plainArray(days.map((day) => addDays(day, -7)));
  const totals = await tx.rows<TotalRow>(
    `select t.location_id, t.business_day, t.sale_count, t.total_minor, t.sold_milli, t.last_occurred_at
     from sales.day_total t join unnest($2::uuid[], $3::date[], $4::date[]) as l (location_id, today, week_before)
       on t.location_id = l.location_id and t.business_day in (l.today, l.week_before)
     where t.org_id = $1`,
    [tx.orgId, ids, today, weekBefore],
  );
  const soFar = new Map(
    (
      await tx.rows<{ location_id: string; total_minor: number }>(
        `select s.location_id, sum(s.total_minor)::bigint as total_minor
     from sales.sale s join unnest($2::uuid[], $3::date[]) as l (location_id, day) on s.location_id = l.location_id and s.business_day = l.day
     where s.org_id = $1 and s.occurred_at <= $4 group by s.location_id`,
        [tx.orgId, ids, weekBefore, new Date(nowMs - 7 * dayMs)],
      )
    ).map((row) => [row.location_id, row.total_minor]),
  );
  const lastSale = await lastSales(
    tx,
    locations.map((location) => location.locationId),
  );
  const alarms = await stockAlarms(tx, scope);
  const totalOf = new Map(totals.map((row) => [`${row.location_id}${row.business_day}`, row]));
  return locations.map((location, index) => {
    const day = days[index]!;
    const now = totalOf.get(location.locationId + day);
    // a location that has closed for good has nothing to sell and nothing to fill up
    const hasEnded = location.lastDay !== null && location.lastDay < day;
    const alarm = hasEnded ? undefined : alarms.get(location.locationId);
    return {
      locationId: location.locationId,
      code: location.code,
      name: location.name,
      format: location.format,
      currency: location.currency,
      businessDay: day,
      saleCount: now?.sale_count ?? 0,
      totalMinor: now?.total_minor ?? 0,
      soldMilli: now?.sold_milli ?? 0,
      lastSaleAt: lastSale.get(location.locationId) ?? null,
      weekBeforeSoFarMinor: soFar.get(location.locationId) ?? 0,
      weekBeforeMinor: totalOf.get(location.locationId + addDays(day, -7))?.total_minor ?? 0,
      itemsOut: alarm?.out ?? 0,
      itemsNegative: alarm?.negative ?? 0,
      itemsBelowMinimum: alarm?.belowMinimum ?? 0,
    };
  });
}

/** When each of these locations last sold something, by its last two days with sales. */
export async function lastSales(tx: Tx, locationIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ location_id: string; last: string }>(
    `select l.location_id, t.last from unnest($2::uuid[]) as l (location_id)
     cross join lateral (select max(last_occurred_at) as last from (
       select last_occurred_at from sales.day_total d where d.org_id = $1 and d.location_id = l.location_id order by d.business_day desc limit 2) recent) t
     where t.last is not null`,
    [tx.orgId, plainArray(locationIds)],
  );
  return new Map(rows.map((row) => [row.location_id, row.last]));
}
