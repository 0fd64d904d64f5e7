import { segmentsOf } from '@barrow/flow';
import type { Tx } from '../../platform/postgres.ts';

/** What a task waits for: somebody's answer, another system, an event, a time, another run. */
export const waitKinds = ['person', 'call', 'event', 'time', 'run'] as const;
export type WaitKind = (typeof waitKinds)[number];

/** How long visits of a task took, in milliseconds. */
export type Times = { readonly count: number; readonly meanMs: number | null; readonly p90Ms: number | null };

/** What a task of a workflow did in a span of time. */
export type TaskFigures = {
  /** namespace/name */
  readonly workflow: string;
  /** JSON Pointer */
  readonly task: string;
  readonly waitsFor: WaitKind | null;
  /** Runs that stand there now, and since when the first of them. */
  readonly standing: number;
  readonly standingSince: string | null;
  readonly skipped: number;
  readonly faulted: number;
  readonly times: Times;
  /** In the span of the same length before. */
  readonly before: Times;
  /** The run whose visit took longest. */
  readonly slowestRunId: string | null;
  readonly slowestMs: number | null;
};

export type FiguresAsk = {
  /** namespace/name; all that are live without it. */
  readonly workflow: string | null;
  readonly fromMs: number;
  readonly toMs: number;
};

/** Of each version the newest runs of each span are looked at, this many: figures are a sample where there were more. */
export const mostRuns = 1_000;

type Row = {
  workflow: string;
  task: string;
  standing: number;
  standing_since: string | null;
  skipped: number;
  faulted: number;
  count: number;
  mean_ms: number | null;
  p90_ms: number | null;
  before_count: number;
  before_mean_ms: number | null;
  before_p90_ms: number | null;
  slowest_run_id: string | null;
  slowest_ms: number | null;
};

/** Figures of every task that a run came by or stands at, by workflow and place. */
export async function taskFigures(tx: Tx, { workflow, fromMs, toMs }: FiguresAsk): Promise<TaskFigures[]> {
  const rows = await tx.rows<Row>(
    `with definitions as (
       select definition_id, namespace || '/' || name as workflow from flows.definition
       where org_id = $1 and ($2::text is null or namespace || '/' || name = $2)
     ), sampled as (
       select w.workflow, s.span, r.run_id
       from definitions w
       cross join (values (0, $3::timestamptz, $4::timestamptz), (1, $3::timestamptz - ($4::timestamptz - $3::timestamptz), $3::timestamptz)) as s (span, from_at, to_at)
       cross join lateral (
         select run_id from flows.run
         where org_id = $1 and definition_id = w.definition_id and started_at >= s.from_at and started_at < s.to_at
         order by started_at desc limit $5
       ) r
     ), visits as (
       select s.workflow, s.span, s.run_id, j.task, j.kind,
         extract(epoch from j.at - coalesce(j.started_at, first_value(j.at) over (partition by j.run_id, j.visit order by j.seq))) * 1000 as ms
       from sampled s join flows.journal j on j.org_id = $1 and j.run_id = s.run_id
       where j.task is not null
     ), ended as (
       select workflow, task,
         (count(*) filter (where span = 0 and kind = 'task.skipped'))::integer as skipped,
         (count(*) filter (where span = 0 and kind = 'task.faulted'))::integer as faulted,
         (count(*) filter (where span = 0 and kind = 'task.completed'))::integer as count,
         (avg(ms) filter (where span = 0 and kind = 'task.completed'))::float8 as mean_ms,
         (percentile_disc(0.9) within group (order by ms) filter (where span = 0 and kind = 'task.completed'))::float8 as p90_ms,
         (count(*) filter (where span = 1 and kind = 'task.completed'))::integer as before_count,
         (avg(ms) filter (where span = 1 and kind = 'task.completed'))::float8 as before_mean_ms,
         (percentile_disc(0.9) within group (order by ms) filter (where span = 1 and kind = 'task.completed'))::float8 as before_p90_ms,
         (array_agg(run_id order by ms desc) filter (where span = 0 and kind = 'task.completed'))[1] as slowest_run_id,
         (max(ms) filter (where span = 0 and kind = 'task.completed'))::float8 as slowest_ms
       from visits group by workflow, task
     ), standing as (
       select d.workflow, r.at_task as task, count(*)::integer as standing, min(r.changed_at) as standing_since
       from flows.run r join definitions d using (definition_id)
       where r.org_id = $1 and r.ended_at is null and r.at_task is not null group by 1, 2
     )
     select workflow, task, coalesce(standing, 0) as standing, standing_since, coalesce(skipped, 0) as skipped, coalesce(faulted, 0) as faulted,
       coalesce(count, 0) as count, mean_ms, p90_ms, coalesce(before_count, 0) as before_count, before_mean_ms, before_p90_ms,
       slowest_run_id, slowest_ms
     from ended full join standing using (workflow, task) order by workflow, task`,
    [tx.orgId, workflow, new Date(fromMs), new Date(toMs), mostRuns],
  );
  const documents = await documentsOf(tx, [...new Set(rows.map((row) => row.workflow))]);
  return rows.map((row) => ({
    workflow: row.workflow,
    task: row.task,
    waitsFor: waitKindAt(documents.get(row.workflow), row.task),
    standing: row.standing,
    standingSince: row.standing_since,
    skipped: row.skipped,
    faulted: row.faulted,
    times: { count: row.count, meanMs: row.mean_ms, p90Ms: row.p90_ms },
    before: { count: row.before_count, meanMs: row.before_mean_ms, p90Ms: row.before_p90_ms },
    slowestRunId: row.slowest_run_id,
    slowestMs: row.slowest_ms,
  }));
}

/** The newest version of each of these workflows, as a document. */
async function documentsOf(tx: Tx, workflows: readonly string[]): Promise<Map<string, unknown>> {
  const rows = await tx.rows<{ workflow: string; document: unknown }>(
    `select distinct on (namespace, name) namespace || '/' || name as workflow, document from flows.definition
     where org_id = $1 and namespace || '/' || name = any($2::text[]) order by namespace, name, published_at desc`,
    [tx.orgId, workflows],
  );
  return new Map(rows.map((row) => [row.workflow, row.document]));
}

function waitKindAt(document: unknown, task: string): WaitKind | null {
  let place = document;
  for (const segment of segmentsOf(task)) {
    if (typeof place !== 'object' || place === null) return null;
    place = Reflect.get(place, segment);
  }
  if (typeof place !== 'object' || place === null) return null;
  if ('call' in place) return String(place.call).startsWith('tasks.task.ask') ? 'person' : 'call';
  if ('listen' in place) return 'event';
  if ('wait' in place) return 'time';
  return 'run' in place ? 'run' : null;
}
