import { businessDay } from '@barrow/kernel';
import type { NewEvent } from '../../platform/event-log.ts';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';
import type { PlanFigures } from './plan-location.ts';

/** A location takes seconds; a process that holds one longer is taken for dead. */
const leaseSeconds = 120;
const mostAttempts = 3;
const retrySeconds = 15;

export type RunAsk = {
  readonly runId: string;
  /** Null: every location. */
  readonly locationIds: readonly string[] | null;
  /** Null: each location's business day of now. */
  readonly day: string | null;
  readonly requestedBy: string;
  /** Set for the run of the day's schedule, which there is one of a day. */
  readonly automaticDay: string | null;
};

/**
 * Stores a run and a piece of work for each location that has not closed for good. Answers false when the run, or the automatic run of
 * that day, was there before. Throws LOCATION_UNKNOWN.
 */
export async function createRun(tx: Tx, ask: RunAsk, nowMs: number): Promise<boolean> {
  const locations = await readLocations(tx, ask.locationIds ?? undefined);
  const unknown = ask.locationIds?.find((id) => !locations.has(id.toLowerCase()));
  if (unknown !== undefined) throw fault('unprocessable', 'LOCATION_UNKNOWN', `There is no location ${unknown}.`);
  const made = await tx.run(
    `insert into planning.run (org_id, run_id, automatic_day, requested_by) values ($1, $2, $3, $4) on conflict do nothing`,
    [tx.orgId, ask.runId, ask.automaticDay, ask.requestedBy],
  );
  if (made === 0) return false;
  const work = [...locations.values()]
    .map((location) => ({
      location,
      day: ask.day ?? businessDay(nowMs, location.timeZone, location.cutoffMinutes),
    }))
    .filter(({ location, day }) => location.lastDay === null || location.lastDay >= day);
  await tx.run(
    `insert into planning.run_location (org_id, run_id, location_id, day) select $1, $2, l.* from unnest($3::uuid[], $4::date[]) as l`,
    [
      tx.orgId,
      ask.runId,
      plainArray(work.map(({ location }) => location.locationId)),
      plainArray(work.map(({ day }) => day)),
    ],
  );
  return true;
}

/** Takes the next location of a run that nobody works on, sources after all that they supply. The choice is materialized, or a join could repeat it and take several. */
export async function leaseLocation(tx: Tx, runId: string): Promise<{ locationId: string; day: string } | undefined> {
  const row = await tx.row<{ location_id: string; day: string }>(
    `with next as materialized (
       select l.location_id from planning.run_location l
       where l.org_id = $1 and l.run_id = $2 and l.status = 'pending' and (l.leased_until is null or l.leased_until < now())
         and not exists (
           select from planning.source s join planning.run_location w on w.org_id = $1 and w.run_id = $2 and w.location_id = s.location_id
           where s.org_id = $1 and s.from_location_id = l.location_id and w.status = 'pending')
       order by l.location_id limit 1 for update skip locked
     )
     update planning.run_location l set leased_until = now() + make_interval(secs => $3), attempts = l.attempts + 1
     from next where l.org_id = $1 and l.run_id = $2 and l.location_id = next.location_id
     returning l.location_id, l.day`,
    [tx.orgId, runId, leaseSeconds],
  );
  return row === undefined ? undefined : { locationId: row.location_id, day: row.day };
}

/** Gives a location back unplanned: at once when the process stops, later after a failure, never after the third. */
export async function returnLocation(tx: Tx, runId: string, locationId: string, failure: string | null): Promise<void> {
  await tx.run(
    `update planning.run_location set
       status = case when $4::text is not null and attempts >= $5 then 'failed' else 'pending' end,
       attempts = case when $4::text is null then attempts - 1 else attempts end,
       leased_until = case when $4::text is null then null else now() + make_interval(secs => $6) end,
       failure = $4, finished_at = case when $4::text is not null and attempts >= $5 then now() end
     where org_id = $1 and run_id = $2 and location_id = $3 and status = 'pending'`,
    [tx.orgId, runId, locationId, failure, mostAttempts, retrySeconds],
  );
}

export async function finishLocation(tx: Tx, runId: string, locationId: string, figures: PlanFigures): Promise<void> {
  await tx.run(
    `update planning.run_location set status = 'done', failure = null, leased_until = null, finished_at = now(), items = $4, proposals = $5, read_ms = $6,
       compute_ms = $7, write_ms = $8, compared_days = $9, expected_milli = $10, actual_milli = $11
     where org_id = $1 and run_id = $2 and location_id = $3`,
    [
      tx.orgId,
      runId,
      locationId,
      figures.items,
      figures.proposals,
      Math.round(figures.readMs),
      Math.round(figures.computeMs),
      Math.round(figures.writeMs),
      figures.comparedDays,
      Math.round(figures.expectedMilli),
      Math.round(figures.actualMilli),
    ],
  );
}

/** Proposals that a newer run replaced are kept so long. */
const keepSupersededDays = 30;

/** Ends a run whose locations are all done or have failed, once, and tells so. */
export async function finishRun(tx: Tx, runId: string, nowMs: number): Promise<NewEvent | undefined> {
  const run = await tx.row<{ status: string; automatic: boolean }>(
    'select status, automatic_day is not null as automatic from planning.run where org_id = $1 and run_id = $2 for update',
    [tx.orgId, runId],
  );
  if (run?.status !== 'running') return undefined;
  const sums = await tx.row<{ pending: number; failed: number; locations: number; items: number; proposals: number }>(
    `select count(*) filter (where status = 'pending')::integer as pending, count(*) filter (where status = 'failed')::integer as failed,
       count(*)::integer as locations, coalesce(sum(items), 0)::integer as items, coalesce(sum(proposals), 0)::integer as proposals
     from planning.run_location where org_id = $1 and run_id = $2`,
    [tx.orgId, runId],
  );
  if (sums === undefined || sums.pending > 0) return undefined;
  const status = sums.failed > 0 ? 'failed' : 'done';
  await tx.run('update planning.run set status = $3, finished_at = now() where org_id = $1 and run_id = $2', [
    tx.orgId,
    runId,
    status,
  ]);
  await tx.run(
    `delete from planning.proposal where org_id = $1 and status = 'superseded' and created_at < now() - make_interval(days => $2)`,
    [tx.orgId, keepSupersededDays],
  );
  const { locations, items, proposals, failed } = sums;
  return {
    type: 'planning.run.finished',
    subjectId: runId,
    locationId: null,
    occurredAt: new Date(nowMs).toISOString(),
    data: { runId, automatic: run.automatic, status, locations, failed, items, proposals },
  };
}

export type RunRow = {
  run_id: string;
  status: 'running' | 'done' | 'failed';
  automatic_day: string | null;
  requested_by: string;
  started_at: string;
  finished_at: string | null;
  locations: number;
  done: number;
  failed: number;
  items: number;
  proposals: number;
  read_ms: number;
  compute_ms: number;
  write_ms: number;
  sort: string;
};

/** Runs with the sums of their locations, newest first. */
export async function readRuns(
  tx: Tx,
  {
    runId = null,
    before = null,
    limit,
  }: { runId?: string | null; before?: readonly [string, string] | null; limit: number },
): Promise<RunRow[]> {
  return tx.rows<RunRow>(
    `select r.run_id, r.status, r.automatic_day, r.requested_by, r.started_at, r.finished_at, r.started_at::text as sort, l.*
     from planning.run r
     cross join lateral (
       select count(*)::integer as locations, count(*) filter (where status = 'done')::integer as done,
         count(*) filter (where status = 'failed')::integer as failed, coalesce(sum(items), 0)::integer as items,
         coalesce(sum(proposals), 0)::integer as proposals, coalesce(sum(read_ms), 0)::integer as read_ms,
         coalesce(sum(compute_ms), 0)::integer as compute_ms, coalesce(sum(write_ms), 0)::integer as write_ms
       from planning.run_location w where w.org_id = r.org_id and w.run_id = r.run_id
     ) l
     where r.org_id = $1 and ($2::uuid is null or r.run_id = $2) and ($3::timestamptz is null or (r.started_at, r.run_id) < ($3, $4::uuid))
     order by r.started_at desc, r.run_id desc limit $5`,
    [tx.orgId, runId, before?.[0] ?? null, before?.[1] ?? null, limit],
  );
}
