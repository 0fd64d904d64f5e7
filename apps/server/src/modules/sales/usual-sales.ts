import type { Location } from '@barrow/contracts';
import { businessDay, dayMs } from '@barrow/kernel';
import type { Tx } from '../../platform/postgres.ts';

/** A stretch of time at a location. */
export type Stretch = { readonly location: Location; readonly fromMs: number; readonly toMs: number };

const weeks = [1, 2, 3, 4];

/**
 * How many sales a location usually makes in a stretch of time: the mean over the same stretch of the same weekday in the
 * last four weeks, of those weeks in which it traded at all on the business days that the stretch touches. A location without such a week is left out.
 */
export async function usualSales(tx: Tx, stretches: readonly Stretch[]): Promise<Map<string, number>> {
  const past = stretches.flatMap(({ location, fromMs, toMs }) =>
    weeks.map((week) => {
      const [from, to] = [fromMs - week * 7 * dayMs, toMs - week * 7 * dayMs];
      const { locationId, timeZone, cutoffMinutes } = location;
      const [firstDay, lastDay] = [from, to].map((atMs) => businessDay(atMs, timeZone, cutoffMinutes));
      return { locationId, firstDay, lastDay, from, to };
    }),
  );
  const rows = await tx.rows<{ location_id: string; usual: number }>(
    `select p.location_id, avg(n.count)::float8 as usual
     from unnest($2::uuid[], $3::date[], $4::date[], $5::timestamptz[], $6::timestamptz[])
       as p (location_id, first_day, last_day, from_at, to_at)
     join lateral (
       select true from sales.day_total t
       where t.org_id = $1 and t.location_id = p.location_id and t.business_day between p.first_day and p.last_day and t.sale_count > 0 limit 1
     ) traded on true
     cross join lateral (
       select count(*) from sales.sale s
       where s.org_id = $1 and s.location_id = p.location_id and s.business_day between p.first_day - 1 and p.last_day + 1
         and s.occurred_at >= p.from_at and s.occurred_at < p.to_at
     ) n
     group by p.location_id`,
    [
      tx.orgId,
      past.map(({ locationId }) => locationId),
      past.map(({ firstDay }) => firstDay ?? null),
      past.map(({ lastDay }) => lastDay ?? null),
      past.map(({ from }) => new Date(from).toISOString()),
      past.map(({ to }) => new Date(to).toISOString()),
    ],
  );
  return new Map(rows.map(({ location_id, usual }) => [location_id, usual]));
}
