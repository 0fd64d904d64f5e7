import type { RegisteredAction } from '../../platform/action.ts';
import { guardWorkflows } from '../flows/index.ts';
import { playbookAccess } from './access-table.ts';
import { driftAction } from './drift-action.ts';
import { galleryActions } from './gallery-actions.ts';
import { installActions, type InstallDeps } from './install-actions.ts';
import { locationActions } from './location-actions.ts';
import { overrideActions } from './override-actions.ts';

export { playbookAccess } from './access-table.ts';

/** Ready-made workflows with questions: installed by answering, different by place where they may be. */
export function createPlaybooks(deps: InstallDeps): readonly RegisteredAction[] {
  return guardWorkflows(
    [...galleryActions, ...installActions(deps), ...locationActions(deps), ...overrideActions, driftAction],
    playbookAccess,
  );
}
