import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { shownTo } from './mask-personal.ts';
import { runUnknown } from './unknown.ts';
import { runFilter, RunFilter, RunStatusName } from './run-filter.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const instantOrNull = Type.Union([instant(), Type.Null()]);

const RunSummary = Type.Object({
  runId: uuid(),
  workflow: Type.String({ description: 'namespace/name' }),
  version: Type.String(),
  status: RunStatusName,
  atTask: textOrNull,
  businessKeys: Type.Array(Type.String()),
  priority: Type.Integer(),
  startedBy: Type.String(),
  parentRunId: Type.Union([uuid(), Type.Null()]),
  startedAt: instant(),
  changedAt: instant(),
  endedAt: instantOrNull,
});
const RunDetails = Type.Object({
  ...RunSummary.properties,
  definitionId: uuid(),
  input: Type.Unknown(),
  output: Type.Unknown(),
  error: Type.Unknown(),
  waitsFor: Type.Array(
    Type.Object({ kind: Type.Enum(['call', 'timer', 'event', 'run']), key: Type.String(), at: instantOrNull }),
  ),
});
const Entry = Type.Object({
  seq: Type.Integer(),
  at: instant(),
  startedAt: instantOrNull,
  kind: Type.String(),
  task: textOrNull,
  visit: textOrNull,
  output: Type.Unknown(),
  error: Type.Unknown(),
});
type EntryRow = {
  seq: number;
  at: string;
  started_at: string | null;
  kind: string;
  task: string | null;
  visit: string | null;
  output: unknown;
  error: unknown;
};

type SummaryRow = {
  run_id: string;
  namespace: string;
  name: string;
  version: string;
  status: (typeof RunStatusName)['enum'][number];
  at_task: string | null;
  business_keys: string[] | null;
  priority: number;
  started_by: string;
  parent_run_id: string | null;
  started_at: string;
  changed_at: string;
  ended_at: string | null;
  sort: string;
};
type DetailsRow = SummaryRow & { definition_id: string; input: unknown; output: unknown; error: unknown };

const columns = `r.run_id, d.namespace, d.name, d.version, r.status, r.at_task, r.business_keys, r.priority, r.started_by, r.parent_run_id,
  r.started_at, r.changed_at, r.ended_at, r.started_at::text as sort`;

function summaryOf(row: SummaryRow) {
  return {
    runId: row.run_id,
    workflow: `${row.namespace}/${row.name}`,
    version: row.version,
    status: row.status,
    atTask: row.at_task,
    businessKeys: row.business_keys ?? [],
    priority: row.priority,
    startedBy: row.started_by,
    parentRunId: row.parent_run_id,
    startedAt: row.started_at,
    changedAt: row.changed_at,
    endedAt: row.ended_at,
  };
}

export const flowReadActions: readonly RegisteredAction[] = [
  action({
    name: 'flows.run.list',
    version: '1.0.0',
    summary: 'Runs of workflows, newest first, by business key, workflow, task, state and time',
    effect: 'read',
    permission: 'flow.read',
    route: 'GET /flows/runs',
    touches: 'all',
    input: Type.Object({ ...pageInput, ...RunFilter.properties }, { additionalProperties: false }),
    output: pageOf(RunSummary),
    async run({ tx }, { cursor, limit = defaultLimit, ...filter }) {
      const after = readCursor(cursor, 2);
      const { where, values } = runFilter(tx.orgId, filter);
      const next = values.length;
      const rows = await tx.rows<SummaryRow>(
        `select ${columns} from flows.run r join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id
         where ${where} and ($${next + 1}::timestamptz is null or (r.started_at, r.run_id) < ($${next + 1}, $${next + 2}::uuid))
         order by r.started_at desc, r.run_id desc limit $${next + 3}`,
        [...values, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
      );
      return pageFrom(rows, limit, (row) => [row.sort, row.run_id], summaryOf);
    },
  }),
  action({
    name: 'flows.run.read',
    version: '1.0.0',
    summary: 'A run: where it stands, what it waits for, what it was given and answered',
    description: 'Personal data is masked for roles that may not read it.',
    effect: 'read',
    permission: 'flow.read',
    route: 'GET /flows/runs/:runId',
    touches: 'all',
    input: Type.Object({ runId: uuid() }, { additionalProperties: false }),
    output: RunDetails,
    async run({ tx, grant }, { runId }) {
      const shown = shownTo(grant);
      const row = await tx.row<DetailsRow>(
        `select ${columns}, r.definition_id, r.input, r.output, r.error from flows.run r
         join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id where r.org_id = $1 and r.run_id = $2`,
        [tx.orgId, runId],
      );
      if (row === undefined) throw runUnknown(runId);
      const waits = await tx.rows<{ kind: 'call' | 'timer' | 'event' | 'run'; key: string; at: string | null }>(
        `select 'call' as kind, key, due_at as at from flows.call where org_id = $1 and run_id = $2
         union all select 'timer', key, due_at from flows.timer where org_id = $1 and run_id = $2
         union all select 'event', key, null from flows.listener where org_id = $1 and run_id = $2
         union all select 'run', run_id::text, null from flows.run where org_id = $1 and parent_run_id = $2 and ended_at is null
         limit 200`,
        [tx.orgId, runId],
      );
      return {
        ...summaryOf(row),
        definitionId: row.definition_id,
        input: shown(row.input),
        output: shown(row.output),
        error: shown(row.error),
        waitsFor: waits,
      };
    },
  }),
  action({
    name: 'flows.run.history',
    version: '1.0.0',
    summary: 'What happened in a run, in order',
    description: 'Personal data is masked for roles that may not read it.',
    effect: 'read',
    permission: 'flow.read',
    route: 'GET /flows/runs/:runId/history',
    touches: 'all',
    input: Type.Object({ ...pageInput, runId: uuid() }, { additionalProperties: false }),
    output: pageOf(Entry),
    async run({ tx, grant }, { runId, cursor, limit = defaultLimit }) {
      const shown = shownTo(grant);
      const after = readCursor(cursor, 1);
      const known = await tx.row('select from flows.run where org_id = $1 and run_id = $2', [tx.orgId, runId]);
      if (known === undefined) throw runUnknown(runId);
      const rows = await tx.rows<EntryRow>(
        `select seq, at, started_at, kind, task, visit, output, error from flows.journal
         where org_id = $1 and run_id = $2 and seq > $3 order by seq limit $4`,
        [tx.orgId, runId, after?.[0] ?? 0, limit + 1],
      );
      return pageFrom(
        rows,
        limit,
        (row) => [row.seq],
        ({ started_at: startedAt, output, error, ...row }) => ({
          ...row,
          startedAt,
          output: shown(output),
          error: shown(error),
        }),
      );
    },
  }),
];
