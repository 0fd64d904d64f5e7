import type { PooledDemand } from '@barrow/demand';
import { plainArray, type Tx } from '../../platform/postgres.ts';

/** What the locations that a source supplies, over others too, sell of an item and ask for now. */
export type DependentDemand = PooledDemand & {
  readonly locations: number;
  /** Asked of this source by open proposals, whether it can give it or not. */
  readonly askedMilli: number;
};

type DependentRow = {
  item_id: string;
  locations: number;
  level_milli: number;
  day_variance: number;
  level_variance: number;
  by_weekday: number[];
  asked_milli: number;
};

const weekdaySums = Array.from(
  { length: 7 },
  (_, weekday) => `sum(f.level_milli * (f.forecast -> 'weekdayFactors' ->> ${weekday})::double precision)`,
).join(', ');

/**
 * Dependent demand of a source by item, from the newest forecasts and open proposals of those it supplies, added up by the database.
 * What they sell comes through the source; what it sells itself is in its own forecast: nothing counts twice. Relies on `source_from`.
 */
export async function readDependentDemand(
  tx: Tx,
  locationId: string,
  itemIds: readonly string[],
): Promise<Map<string, DependentDemand>> {
  const rows = await tx.rows<DependentRow>(
    `with recursive fed (location_id, item_id) as (
       select $2::uuid, i.item_id from unnest($3::uuid[]) as i (item_id)
       union
       select f.location_id, f.item_id from fed d
       join planning.source s on s.org_id = $1 and s.from_location_id = d.location_id and s.item_key in ('', d.item_id::text)
       join planning.forecast f on f.org_id = $1 and f.location_id = s.location_id and f.item_id = d.item_id
       where s.item_key <> '' or not exists (
         select from planning.source o where o.org_id = $1 and o.location_id = s.location_id and o.item_key = d.item_id::text)
     ),
     asked as (
       select item_id, sum((explanation -> 'source' ->> 'askedMilli')::bigint)::bigint as milli from planning.proposal
       where org_id = $1 and from_location_id = $2 and item_id = any($3::uuid[]) and status = 'open' group by item_id
     )
     select d.item_id, count(*)::integer as locations, sum(f.level_milli) as level_milli,
       sum((f.forecast ->> 'dayVariance')::double precision) as day_variance,
       sum((f.forecast ->> 'levelVariance')::double precision) as level_variance,
       array[${weekdaySums}] as by_weekday, coalesce(min(a.milli), 0) as asked_milli
     from fed d
     join planning.forecast f on f.org_id = $1 and f.location_id = d.location_id and f.item_id = d.item_id
     left join asked a on a.item_id = d.item_id
     where d.location_id <> $2
     group by d.item_id`,
    [tx.orgId, locationId, plainArray(itemIds)],
  );
  return new Map(
    rows.map((row) => [
      row.item_id,
      {
        locations: row.locations,
        askedMilli: row.asked_milli,
        levelMilli: row.level_milli,
        dayVariance: row.day_variance,
        levelVariance: row.level_variance,
        byWeekdayMilli: row.by_weekday,
      },
    ]),
  );
}
