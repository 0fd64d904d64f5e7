import type { ActionContext, RegisteredAction } from '../../platform/action.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Database } from '../../platform/postgres.ts';
import { policyActions } from './policy-actions.ts';
import { proposalDecideActions } from './proposal-decide-actions.ts';
import { proposalReadActions } from './proposal-read-actions.ts';
import { readingActions } from './reading-actions.ts';
import { runActions } from './run-actions.ts';
import { createRunWorker } from './run-worker.ts';
import { suggestActions } from './suggest-actions.ts';
import { sourceActions } from './source-actions.ts';
import { createRunSweep } from './sweep-runs.ts';

export type Planning = {
  readonly actions: readonly RegisteredAction[];
  /** Starts the runs that the day's schedule wants and takes up those that nobody works on; answers how many it worked on. */
  sweep: () => Promise<number>;
  /** Gives running work back and waits until this process has let go of it. */
  stop: () => Promise<void>;
};

export type PlanningDeps = {
  readonly database: Database;
  readonly nowMs: () => number;
  readonly onCommit: () => void;
  readonly log: Logger;
  /** Approves drafts and hands them to their suppliers. */
  readonly placeDrafts: (ctx: ActionContext, orderIds: readonly string[]) => Promise<void>;
};

export function createPlanning({ database, nowMs, onCommit, log, placeDrafts }: PlanningDeps): Planning {
  const worker = createRunWorker({
    database,
    nowMs,
    onCommit,
    onFailure: (error) => log.warn({ error: String(error) }, 'planning failed; it will be tried again'),
  });
  return {
    actions: [
      ...runActions({ database, worker }),
      ...proposalReadActions,
      ...proposalDecideActions(placeDrafts),
      ...policyActions,
      ...sourceActions,
      ...suggestActions,
      ...readingActions,
    ],
    sweep: createRunSweep(database, worker, nowMs),
    stop: () => worker.stop(),
  };
}
