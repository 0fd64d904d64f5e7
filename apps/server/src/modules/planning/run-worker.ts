import { appendEvents } from '../../platform/event-log.ts';
import type { Database } from '../../platform/postgres.ts';
import { planLocation } from './plan-location.ts';
import { finishLocation, finishRun, leaseLocation, returnLocation } from './runs.ts';

/** The process stops: the work goes back, to be taken up by another or after the start. */
class Stopping extends Error {}

export type RunWorker = {
  /** Works on a run until nobody can take up a location of it; resolves when this process has no more to do for it. Never rejects. */
  work(orgId: string, runId: string): Promise<void>;
  stop(): Promise<void>;
};

export type RunWorkerDeps = {
  readonly database: Database;
  readonly nowMs: () => number;
  readonly onCommit: () => void;
  readonly onFailure: (error: unknown) => void;
};

/** Works runs off, one location at a time in a process, whoever asked for them: so memory and load stay bounded. */
export function createRunWorker({ database, nowMs, onCommit, onFailure }: RunWorkerDeps): RunWorker {
  let stopped = false;
  let tail: Promise<void> = Promise.resolve();
  const working = new Map<string, Promise<void>>();
  const checkpoint = (): void => {
    if (stopped) throw new Stopping();
  };

  async function finish(orgId: string, runId: string): Promise<void> {
    await database.transaction(orgId, async (tx) => {
      const event = await finishRun(tx, runId, nowMs());
      if (event === undefined) return;
      await appendEvents(tx, { actor: 'system:planning', traceId: null }, [event]);
      tx.afterCommit(onCommit);
    });
  }

  async function workOff(orgId: string, runId: string): Promise<void> {
    while (!stopped) {
      const lease = await database.transaction(orgId, (tx) => leaseLocation(tx, runId));
      if (lease === undefined) break;
      const { locationId, day } = lease;
      try {
        const figures = await planLocation({ database, nowMs, checkpoint }, orgId, { runId, locationId, day });
        await database.transaction(orgId, (tx) => finishLocation(tx, runId, locationId, figures));
      } catch (error) {
        const failure = error instanceof Stopping ? null : String(error).slice(0, 500);
        await database.transaction(orgId, (tx) => returnLocation(tx, runId, locationId, failure));
        if (failure !== null) onFailure(error);
      }
    }
    await finish(orgId, runId);
  }

  return {
    async work(orgId, runId) {
      const known = working.get(runId);
      if (known !== undefined) return known;
      const mine = tail.then(() => workOff(orgId, runId)).catch(onFailure);
      tail = mine;
      const ended = mine.finally(() => working.delete(runId));
      working.set(runId, ended);
      return ended;
    },
    async stop() {
      stopped = true;
      await tail;
    },
  };
}
