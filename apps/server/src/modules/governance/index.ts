import type { RegisteredAction } from '../../platform/action.ts';
import type { Sweep } from '../../platform/sweeper.ts';
import { guardWorkflows } from '../flows/index.ts';
import { governanceAccess } from './access-table.ts';
import { draftActions } from './draft-actions.ts';
import { policyActions } from './policy-actions.ts';
import { releaseActions, type ReleaseDeps } from './release-actions.ts';
import { reviewActions } from './review-actions.ts';
import { watchCanaries, type WatchDeps } from './watch-canaries.ts';

export { governanceAccess } from './access-table.ts';
export { mustBeReviewed } from './policy-actions.ts';

/** How a change of a workflow goes live: draft, review, approval by somebody else, some locations first, everywhere or back. */
export function createGovernance(deps: ReleaseDeps & WatchDeps): {
  readonly actions: readonly RegisteredAction[];
  readonly sweeps: readonly Sweep[];
} {
  return {
    actions: guardWorkflows(
      [...draftActions(deps.judge), ...reviewActions(deps.judge), ...releaseActions(deps), ...policyActions],
      governanceAccess,
    ),
    sweeps: [{ name: 'canaries', everyMs: 2_000, sweep: () => watchCanaries(deps) }],
  };
}
