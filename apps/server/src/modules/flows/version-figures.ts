import type { Tx } from '../../platform/postgres.ts';
import { definitionUnknown } from './definition-rows.ts';

/** What the runs of a version did that began in a span of time. */
export type VersionFigures = {
  readonly started: number;
  readonly open: number;
  readonly completed: number;
  /** Faulted or quarantined. */
  readonly faulted: number;
  /** Of those that completed. */
  readonly meanMs: number | null;
  /** How often each action was done, by name. */
  readonly actions: Readonly<Record<string, number>>;
};

type Row = {
  definition_id: string;
  started: number;
  open: number;
  completed: number;
  faulted: number;
  mean_ms: number | null;
  actions: Record<string, number> | null;
};

/** Figures of each of these versions, by run_by_time and audit_of_workflows. */
export async function figuresOf(
  tx: Tx,
  definitionIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<Map<string, VersionFigures>> {
  const rows = await tx.rows<Row>(
    `select d.definition_id, coalesce(r.started, 0) as started, coalesce(r.open, 0) as open, coalesce(r.completed, 0) as completed,
       coalesce(r.faulted, 0) as faulted, r.mean_ms, a.actions
     from flows.definition d
     left join lateral (
       select count(*)::integer as started, (count(*) filter (where ended_at is null and status not in ('faulted', 'quarantined')))::integer as open,
         (count(*) filter (where status = 'completed'))::integer as completed,
         (count(*) filter (where status in ('faulted', 'quarantined')))::integer as faulted,
         (avg(extract(epoch from ended_at - started_at) * 1000) filter (where status = 'completed'))::double precision as mean_ms
       from flows.run where org_id = $1 and definition_id = d.definition_id and started_at >= $3 and started_at < $4
     ) r on true
     left join lateral (
       select jsonb_object_agg(action, times) as actions from (
         select action, count(*)::integer as times from platform.audit
         where org_id = $1 and entered_by = 'workflow' and actor_name = d.namespace || '/' || d.name || ':' || d.version
           and at >= $3 and at < $4
         group by action
       ) counted
     ) a on true
     where d.org_id = $1 and d.definition_id = any($2::uuid[])`,
    [tx.orgId, definitionIds, new Date(fromMs), new Date(toMs)],
  );
  return new Map(
    rows.map((row) => [
      row.definition_id,
      {
        started: row.started,
        open: row.open,
        completed: row.completed,
        faulted: row.faulted,
        meanMs: row.mean_ms,
        actions: row.actions ?? {},
      },
    ]),
  );
}

/** How much a workflow is in use: all its versions, in the last 30 days. */
export async function impactOf(
  tx: Tx,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<{ locations: number; openRuns: number; runsLast30Days: number }> {
  const row = await tx.row<{ locations: number; open_runs: number; runs: number }>(
    `with mine as (
       select r.run_id, r.ended_at from flows.run r
       join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id
       where r.org_id = $1 and d.namespace = $2 and d.name = $3 and r.started_at > now() - interval '30 days'
     )
     select (select count(*) from mine)::integer as runs, (select count(*) from mine where ended_at is null)::integer as open_runs,
       (select count(distinct k.business_key) from mine join flows.run_key k on k.org_id = $1 and k.run_id = mine.run_id
        where k.business_key like 'location:%')::integer as locations`,
    [tx.orgId, namespace, name],
  );
  return { locations: row?.locations ?? 0, openRuns: row?.open_runs ?? 0, runsLast30Days: row?.runs ?? 0 };
}

/** The version of a workflow that starts runs now; undefined when none does. */
export async function liveVersionOf(
  tx: Tx,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<string | undefined> {
  const row = await tx.row<{ definition_id: string }>(
    `select d.definition_id from flows.definition d
     where d.org_id = $1 and d.namespace = $2 and d.name = $3 and d.stage = 'live' and d.retired_at is null
     order by exists (select from flows.trigger t where t.org_id = $1 and t.definition_id = d.definition_id) desc, d.published_at desc
     limit 1`,
    [tx.orgId, namespace, name],
  );
  return row?.definition_id;
}

/** The text of a published version. Throws DEFINITION_UNKNOWN. */
export async function sourceOf(tx: Tx, definitionId: string): Promise<string> {
  const row = await tx.row<{ source: string }>(
    'select source from flows.definition where org_id = $1 and definition_id = $2',
    [tx.orgId, definitionId],
  );
  if (row === undefined) throw definitionUnknown(definitionId);
  return row.source;
}
