import type { Tx } from '../../platform/postgres.ts';

export type LocationKpi = {
  readonly location_id: string;
  /** Items planned at the newest run. */
  readonly items: number;
  /** Of these, how many are not on hand now though they sell. */
  readonly out: number;
  readonly value_micro: number;
  /** What an average day's expected sales cost. */
  readonly day_cost_micro: number;
  readonly open_proposals: number;
  readonly planned_at: string | null;
  readonly compared_days: number;
  readonly expected_milli: number;
  readonly actual_milli: number;
};

/** The main job's figures by location, as things stand now: one statement. Forecasts are compared over the runs of four weeks. */
export async function readKpis(tx: Tx, locationIds: readonly string[]): Promise<LocationKpi[]> {
  return tx.rows<LocationKpi>(
    `with planned as (
       select f.location_id, count(*)::integer as items,
         count(*) filter (where coalesce(h.on_hand_milli, 0) <= 0 and f.level_milli > 0)::integer as out,
         round(coalesce(sum(f.level_milli * h.average_cost_micro / 1000), 0))::bigint as day_cost_micro
       from planning.forecast f
       left join stock.held h on h.org_id = f.org_id and h.location_id = f.location_id and h.item_id = f.item_id
       where f.org_id = $1 and f.location_id = any($2::uuid[]) group by f.location_id
     ), held as (
       select location_id, sum(value_micro)::bigint as value_micro from stock.held
       where org_id = $1 and location_id = any($2::uuid[]) group by location_id
     ), runs as (
       select location_id, max(finished_at) as planned_at, sum(compared_days)::bigint as compared_days, sum(expected_milli)::bigint as expected_milli,
         sum(actual_milli)::bigint as actual_milli
       from planning.run_location
       where org_id = $1 and location_id = any($2::uuid[]) and status = 'done' and finished_at > now() - interval '28 days' group by location_id
     ), proposed as (
       select location_id, count(*)::integer as open_proposals from planning.proposal
       where org_id = $1 and status = 'open' and qty_milli > 0 and location_id = any($2::uuid[]) group by location_id
     )
     select l.location_id, coalesce(p.items, 0) as items, coalesce(p.out, 0) as out, coalesce(h.value_micro, 0) as value_micro,
       coalesce(p.day_cost_micro, 0) as day_cost_micro, coalesce(o.open_proposals, 0) as open_proposals, r.planned_at,
       coalesce(r.compared_days, 0) as compared_days, coalesce(r.expected_milli, 0) as expected_milli, coalesce(r.actual_milli, 0) as actual_milli
     from unnest($2::uuid[]) as l (location_id)
     left join planned p using (location_id) left join held h using (location_id) left join runs r using (location_id)
     left join proposed o using (location_id)`,
    [tx.orgId, locationIds],
  );
}
