import { Type, type Static } from 'typebox';
import { day, instant, uuid } from '@barrow/contracts';
import { action, openAction, type RegisteredAction } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import { recordAudit } from '../../platform/registry.ts';
import type { RunWorker } from './run-worker.ts';
import { createRun, readRuns, type RunRow } from './runs.ts';

const Run = Type.Object({
  runId: uuid(),
  status: Type.Enum(['running', 'done', 'failed'], {
    description: 'running: ask again. failed: some location could not be planned; the others were',
  }),
  automaticDay: Type.Union([day(), Type.Null()]),
  requestedBy: Type.String(),
  startedAt: instant(),
  finishedAt: Type.Union([instant(), Type.Null()]),
  locations: Type.Integer(),
  locationsDone: Type.Integer(),
  locationsFailed: Type.Integer(),
  items: Type.Integer({ description: 'Items planned, counted at each location' }),
  proposals: Type.Integer({ description: 'Proposals of more than nothing' }),
  readMs: Type.Integer(),
  computeMs: Type.Integer(),
  writeMs: Type.Integer(),
});

function runOf(row: RunRow): Static<typeof Run> {
  return {
    runId: row.run_id,
    status: row.status,
    automaticDay: row.automatic_day,
    requestedBy: row.requested_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    locations: row.locations,
    locationsDone: row.done,
    locationsFailed: row.failed,
    items: row.items,
    proposals: row.proposals,
    readMs: row.read_ms,
    computeMs: row.compute_ms,
    writeMs: row.write_ms,
  };
}

async function readRun(tx: Tx, runId: string): Promise<Static<typeof Run>> {
  const [row] = await readRuns(tx, { runId, limit: 1 });
  if (row === undefined) throw fault('not-found', 'PROPOSAL_UNKNOWN', `There is no planning run ${runId}.`);
  return runOf(row);
}

/** A small network is planned while the caller waits; a larger one answers 'running' after this long. */
const patienceMs = 2_000;

export type RunActionDeps = { readonly database: Database; readonly worker: RunWorker };

export function runActions({ database, worker }: RunActionDeps): readonly RegisteredAction[] {
  return [
    openAction({
      name: 'planning.run.start',
      version: '1.0.0',
      summary: 'Forecast and propose orders',
      description:
        'Answers when it is done, or with status `running` after two seconds: then ask for the run. Open proposals of the same items are replaced; what is ordered or on its way is counted, so running twice orders once. Repeating the same id starts nothing new.',
      effect: 'write',
      permission: 'planning.run',
      route: 'POST /planning/runs',
      touches: ({ locationIds }) => locationIds ?? [],
      input: Type.Object(
        {
          id: Type.Optional(uuid('Made by the caller, so that the request can be repeated')),
          locationIds: Type.Optional(Type.Array(uuid(), { minItems: 1, maxItems: 5000, uniqueItems: true })),
          day: Type.Optional(day('Plan as at the start of this day, from the sales before it; today unless told')),
        },
        { additionalProperties: false },
      ),
      output: Run,
      async run(ctx, { id, locationIds, day: asked }) {
        const { orgId } = ctx.grant;
        const runId = (id ?? newId()).toLowerCase();
        await database.transaction(orgId, async (tx) => {
          const ask = {
            runId,
            locationIds: locationIds ?? ctx.grant.locationIds,
            day: asked ?? null,
            requestedBy: ctx.actor.name,
            automaticDay: null,
          };
          if (!(await createRun(tx, ask, ctx.nowMs()))) return;
          const entry = { subjectId: runId, after: { locationIds: ask.locationIds, day: ask.day } };
          await recordAudit(tx, 'planning.run.start', [{ caller: ctx, entry }]);
        });
        await Promise.race([
          worker.work(orgId, runId),
          new Promise((resolve) => {
            setTimeout(resolve, patienceMs).unref();
          }),
        ]);
        return database.transaction(orgId, (tx) => readRun(tx, runId), { readOnly: true });
      },
    }),
    action({
      name: 'planning.run.read',
      version: '1.0.0',
      summary: 'How far a planning run is',
      effect: 'read',
      permission: 'planning.read',
      route: 'GET /planning/runs/:runId',
      touches: 'none',
      input: Type.Object({ runId: uuid() }, { additionalProperties: false }),
      output: Run,
      run: ({ tx }, { runId }) => readRun(tx, runId),
    }),
    action({
      name: 'planning.run.list',
      version: '1.0.0',
      summary: 'Planning runs, newest first',
      effect: 'read',
      permission: 'planning.read',
      route: 'GET /planning/runs',
      touches: 'none',
      input: Type.Object({ ...pageInput }, { additionalProperties: false }),
      output: pageOf(Run),
      async run({ tx }, { cursor, limit = defaultLimit }) {
        const after = readCursor(cursor, 2);
        const before = after === undefined ? null : ([String(after[0]), String(after[1])] as const);
        const rows = await readRuns(tx, { before, limit: limit + 1 });
        return pageFrom(rows, limit, (row) => [row.sort, row.run_id], runOf);
      },
    }),
  ];
}
