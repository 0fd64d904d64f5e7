import { storableText } from '../../platform/storable-json.ts';
import type { Cursor } from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';

export type RunStatus =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'suspended'
  | 'completed'
  | 'faulted'
  | 'cancelled'
  | 'quarantined';

/** A run as the engine holds it while it works on it. `isNew`: not stored yet. */
export type Run = {
  readonly runId: string;
  readonly definitionId: string;
  readonly isNew: boolean;
  readonly status: RunStatus;
  readonly state: unknown;
  readonly stateVersion: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: unknown;
  readonly atTask: string | null;
  readonly priority: number;
  readonly concurrencyKey: string | null;
  readonly businessKeys: readonly string[];
  readonly parentRunId: string | null;
  readonly parentKey: string | null;
  readonly depth: number;
  readonly startedBy: string;
  /** Where the event log stood when it began; null for a new run: where it stands now. */
  readonly from: Cursor | null;
  readonly traceId: string | null;
  readonly journalRows: number;
  readonly deaths: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
};

type RunRow = {
  run_id: string;
  definition_id: string;
  status: RunStatus;
  state: unknown;
  state_version: number;
  input: unknown;
  output: unknown;
  error: unknown;
  at_task: string | null;
  priority: number;
  concurrency_key: string | null;
  parent_run_id: string | null;
  parent_key: string | null;
  depth: number;
  started_by: string;
  from_epoch: number;
  from_xid: string;
  from_position: number;
  trace_id: string | null;
  journal_rows: number;
  deaths: number;
  started_at: string;
  ended_at: string | null;
};

const columns = `run_id, definition_id, status, state, state_version, input, output, error, at_task, priority, concurrency_key, parent_run_id,
  parent_key, depth, started_by, from_epoch, from_xid::text as from_xid, from_position, trace_id, journal_rows, deaths, started_at, ended_at`;

// Statements that look up runs by key have no name: a plan that was kept from when the table was small would read all of it for as long as
// the connection lives.

/** The runs of these ids, whole. Callers hold their rows of flows.due. */
export async function readRuns(tx: Tx, runIds: readonly string[]): Promise<Run[]> {
  const rows = await tx.rows<RunRow>(
    `select ${columns} from flows.run where org_id = $1 and run_id = any($2::uuid[]) for no key update`,
    [tx.orgId, runIds],
  );
  return rows.map(runOf);
}

function runOf(row: RunRow): Run {
  return {
    runId: row.run_id,
    definitionId: row.definition_id,
    isNew: false,
    status: row.status,
    state: row.state,
    stateVersion: row.state_version,
    input: row.input,
    output: row.output,
    error: row.error,
    atTask: row.at_task,
    priority: row.priority,
    concurrencyKey: row.concurrency_key,
    businessKeys: [],
    parentRunId: row.parent_run_id,
    parentKey: row.parent_key,
    depth: row.depth,
    startedBy: row.started_by,
    from: { epoch: row.from_epoch, xid: row.from_xid, position: row.from_position },
    traceId: row.trace_id,
    journalRows: row.journal_rows,
    deaths: row.deaths,
    startedAtMs: Date.parse(row.started_at),
    endedAtMs: row.ended_at === null ? null : Date.parse(row.ended_at),
  };
}

/** Runs, to look at. */
export async function findRuns(tx: Tx, runIds: readonly string[]): Promise<Run[]> {
  const rows = await tx.rows<RunRow>(
    `select ${columns} from flows.run where org_id = $1 and run_id = any($2::uuid[])`,
    [tx.orgId, runIds],
  );
  return rows.map(runOf);
}

/** One run, to look at. */
export async function findRun(tx: Tx, runId: string): Promise<Run | undefined> {
  return (await findRuns(tx, [runId]))[0];
}

/** Inserts new runs and updates the others, in a statement each. */
export async function storeRuns(tx: Tx, runs: readonly Run[], nowMs: number): Promise<void> {
  const added = runs.filter((run) => run.isNew);
  const changed = runs.filter((run) => !run.isNew);
  await Promise.all([
    added.length === 0 ? undefined : insertRuns(tx, added, nowMs),
    changed.length === 0 ? undefined : updateRuns(tx, changed, nowMs),
  ]);
}

async function insertRuns(tx: Tx, runs: readonly Run[], nowMs: number): Promise<void> {
  const keys = runs.flatMap((run) => run.businessKeys.map((key) => ({ run_id: run.runId, business_key: key })));
  await Promise.all([
    tx.run(
      `insert into flows.run (org_id, run_id, definition_id, status, state, state_version, input, output, error, at_task, priority,
         concurrency_key, business_keys, parent_run_id, parent_key, depth, started_by, from_epoch, from_xid, from_position, trace_id,
         journal_rows, started_at, changed_at, ended_at, from_snapshot)
       select $1, r.run_id, r.definition_id, r.status, r.state, r.state_version, r.input, r.output, r.error, r.at_task, r.priority,
         r.concurrency_key, r.business_keys, r.parent_run_id, r.parent_key, r.depth, r.started_by,
         coalesce(r.from_epoch, (select number from platform.epoch)), coalesce(r.from_xid::xid8, pg_snapshot_xmin(now.snapshot)),
         coalesce(r.from_position, 0), r.trace_id, r.journal_rows, r.started_at, $3, r.ended_at,
         case when r.from_xid is null then now.snapshot end
       from json_to_recordset($2) as r (run_id uuid, definition_id uuid, status text, state jsonb, state_version smallint, input jsonb,
         output jsonb, error jsonb, at_task text, priority smallint, concurrency_key text, business_keys text[], parent_run_id uuid,
         parent_key text, depth smallint, started_by text, from_epoch integer, from_xid text, from_position bigint, trace_id text,
         journal_rows integer, started_at timestamptz, ended_at timestamptz)
       cross join (select platform.committed_now() as snapshot) now`,
      [tx.orgId, storableText(runs.map(rowOf)), new Date(nowMs)],
      'flows-insert-runs',
    ),
    keys.length === 0
      ? undefined
      : tx.run(
          `insert into flows.run_key (org_id, business_key, run_id)
           select $1, k.business_key, k.run_id from json_to_recordset($2) as k (business_key text, run_id uuid) on conflict do nothing`,
          [tx.orgId, storableText(keys)],
        ),
  ]);
}

function rowOf(run: Run) {
  return {
    run_id: run.runId,
    definition_id: run.definitionId,
    status: run.status,
    state: run.state,
    state_version: run.stateVersion,
    input: run.input,
    output: run.output,
    error: run.error,
    at_task: run.atTask,
    priority: run.priority,
    concurrency_key: run.concurrencyKey,
    business_keys: run.businessKeys.length === 0 ? null : run.businessKeys,
    parent_run_id: run.parentRunId,
    parent_key: run.parentKey,
    depth: run.depth,
    started_by: run.startedBy,
    from_epoch: run.from?.epoch,
    from_xid: run.from?.xid,
    from_position: run.from?.position,
    trace_id: run.traceId,
    journal_rows: run.journalRows,
    started_at: new Date(run.startedAtMs).toISOString(),
    ended_at: run.endedAtMs === null ? null : new Date(run.endedAtMs).toISOString(),
  };
}

async function updateRuns(tx: Tx, runs: readonly Run[], nowMs: number): Promise<void> {
  await tx.run(
    `update flows.run set status = r.status, state = r.state, state_version = r.state_version, output = r.output, error = r.error,
       at_task = r.at_task, journal_rows = r.journal_rows, deaths = 0,
       concurrency_key = case when r.ended_at is null then flows.run.concurrency_key end, changed_at = $3, ended_at = r.ended_at
     from json_to_recordset($2) as r (run_id uuid, status text, state jsonb, state_version smallint, output jsonb, error jsonb, at_task text,
       journal_rows integer, ended_at timestamptz)
     where flows.run.org_id = $1 and flows.run.run_id = any($4::uuid[]) and flows.run.run_id = r.run_id`,
    [
      tx.orgId,
      storableText(
        runs.map((run) => ({
          run_id: run.runId,
          status: run.status,
          state: run.state,
          state_version: run.stateVersion,
          output: run.output,
          error: run.error,
          at_task: run.atTask,
          journal_rows: run.journalRows,
          ended_at: run.endedAtMs === null ? null : new Date(run.endedAtMs).toISOString(),
        })),
      ),
      new Date(nowMs),
      // Given beside the join: a planner that knows nothing of a table that has just grown would read all of it.
      runs.map((run) => run.runId),
    ],
  );
}
