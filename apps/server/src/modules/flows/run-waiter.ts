import type { Database } from '../../platform/postgres.ts';
import { isOver } from './live-run.ts';
import { findRun, type Run } from './run-rows.ts';

/** Backstop: runs that end in another process. */
const pollMs = 100;

export type RunWaiter = {
  /** The run once it has ended; after `waitMs` as it is then. */
  readonly wait: (orgId: string, run: Run, waitMs: number) => Promise<Run>;
  /** A run has ended in this process. */
  readonly ended: (run: Run) => void;
};

/** Lets callers wait for the end of a run. */
export function createRunWaiter(database: Database): RunWaiter {
  const waiting = new Map<string, Set<(run: Run) => void>>();

  function untilEnded(runId: string, ms: number): Promise<Run | undefined> {
    return new Promise((resolve) => {
      const group = waiting.get(runId) ?? new Set();
      waiting.set(runId, group);
      const done = (run: Run | undefined): void => {
        clearTimeout(timer);
        group.delete(done);
        if (group.size === 0) waiting.delete(runId);
        resolve(run);
      };
      const timer = setTimeout(() => done(undefined), ms);
      group.add(done);
    });
  }

  return {
    async wait(orgId, run, waitMs) {
      const untilMs = performance.now() + waitMs;
      let now = run;
      while (!isOver(now.status)) {
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0) return now;
        const ended = await untilEnded(run.runId, Math.min(pollMs, leftMs));
        now = ended ?? (await database.transaction(orgId, (tx) => findRun(tx, run.runId), { readOnly: true })) ?? now;
      }
      return now;
    },
    ended(run) {
      for (const tell of waiting.get(run.runId) ?? []) tell(run);
    },
  };
}
