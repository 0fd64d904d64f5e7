import { businessDay } from '@barrow/kernel';
import { newId } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';
import type { RunWorker } from './run-worker.ts';
import { createRun } from './runs.ts';

/**
 * Starts the day's run of each organisation that wants one, once its last location's business day has begun: the day that has begun
 * everywhere is unique in the database, so any number of processes start one run. `started` spares asking again all day.
 */
async function startAutomatic(database: Database, nowMs: number, started: Map<string, string>): Promise<void> {
  const wanting = await database.outside<{ org_id: string }>('select org_id from planning.automatic()');
  for (const { org_id: orgId } of wanting) {
    const day = await database.transaction(
      orgId,
      async (tx) => {
        const days = [...(await readLocations(tx)).values()].map((location) =>
          businessDay(nowMs, location.timeZone, location.cutoffMinutes),
        );
        return days.toSorted()[0];
      },
      { readOnly: true },
    );
    if (day === undefined || started.get(orgId) === day) continue;
    await database.transaction(orgId, (tx) =>
      createRun(
        tx,
        { runId: newId(), locationIds: null, day: null, requestedBy: 'schedule', automaticDay: day },
        nowMs,
      ),
    );
    started.set(orgId, day);
  }
}

/** Starts what the schedule wants and takes up runs that nobody works on. */
export function createRunSweep(database: Database, worker: RunWorker, nowMs: () => number): () => Promise<number> {
  const started = new Map<string, string>();
  return async () => {
    await startAutomatic(database, nowMs(), started);
    const due = await database.outside<{ org_id: string; run_id: string }>(
      'select org_id, run_id from planning.runs_due(20)',
    );
    for (const { org_id: orgId, run_id: runId } of due) await worker.work(orgId, runId);
    return due.length;
  };
}
