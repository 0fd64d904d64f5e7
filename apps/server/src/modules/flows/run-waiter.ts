import type { Database } from '../../platform/postgres.ts';
import { isOver } from './live-run.ts';
import { findRun, findRuns, type Run } from './run-rows.ts';

/** Backstop: runs that end in another process. */
const pollMs = 100;

export type RunWaiter = {
  /** The run once it has ended; after `waitMs` as it is then. */
  readonly wait: (orgId: string, run: Run, waitMs: number) => Promise<Run>;
  /** A run has ended in this process. */
  readonly ended: (run: Run) => void;
};

type Group = { readonly orgId: string; readonly tell: Set<(run: Run) => void> };

/** Lets callers wait for the end of a run. */
export function createRunWaiter(database: Database): RunWaiter {
  const waiting = new Map<string, Group>();
  let polling = false;

  function ended(run: Run): void {
    for (const tell of waiting.get(run.runId)?.tell ?? []) tell(run);
  }

  /** Looks after all runs that somebody waits for, in a statement an organisation, as long as there are any. */
  async function poll(): Promise<void> {
    polling = true;
    while (waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, pollMs).unref());
      const byOrg = Map.groupBy(waiting, ([, { orgId }]) => orgId);
      for (const [orgId, groups] of byOrg) {
        const runIds = groups.map(([runId]) => runId);
        const runs = await database
          .transaction(orgId, (tx) => findRuns(tx, runIds), { readOnly: true })
          // Asked again soon: who waits is answered at the end of his time, come what may.
          .catch((): Run[] => []);
        for (const run of runs) if (isOver(run.status)) ended(run);
      }
    }
    polling = false;
  }

  return {
    async wait(orgId, run, waitMs) {
      if (isOver(run.status) || waitMs <= 0) return run;
      const seen = await new Promise<Run | undefined>((resolve) => {
        const group = waiting.get(run.runId) ?? { orgId, tell: new Set() };
        waiting.set(run.runId, group);
        const done = (end: Run | undefined): void => {
          clearTimeout(timer);
          group.tell.delete(done);
          if (group.tell.size === 0) waiting.delete(run.runId);
          resolve(end);
        };
        const timer = setTimeout(() => done(undefined), waitMs);
        group.tell.add(done);
        if (!polling) void poll();
      });
      return seen ?? (await database.transaction(orgId, (tx) => findRun(tx, run.runId), { readOnly: true })) ?? run;
    },
    ended,
  };
}
