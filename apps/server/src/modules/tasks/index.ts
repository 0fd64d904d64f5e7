import type { RegisteredAction } from '../../platform/action.ts';
import { taskActions } from './actions.ts';
import type { TaskEnded } from './end-task.ts';
import { questionActions } from './question-actions.ts';
import { waitActions } from './wait-actions.ts';

export { waitForAnswer, withdrawTasks } from './asked-tasks.ts';
export { sweepTasks, type ToldTask } from './sweep-tasks.ts';
export { raiseTasks, settleTasks, type NewTask } from './tasks.ts';

/** `onEnded` is told, in its transaction, of the end of a task that somebody waits for. */
export function createTaskActions(onEnded: TaskEnded): RegisteredAction[] {
  return [...taskActions(onEnded), ...questionActions(onEnded), ...waitActions];
}
