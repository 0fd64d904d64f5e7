import type { RegisteredAction } from '../../platform/action.ts';
import { driftAction } from './drift-action.ts';
import { galleryActions } from './gallery-actions.ts';
import { installActions, type InstallDeps } from './install-actions.ts';
import { locationActions } from './location-actions.ts';
import { overrideActions } from './override-actions.ts';

/** Ready-made workflows with questions: installed by answering, different by place where they may be. */
export function createPlaybooks(deps: InstallDeps): readonly RegisteredAction[] {
  return [...galleryActions, ...installActions(deps), ...locationActions(deps), ...overrideActions, driftAction];
}
