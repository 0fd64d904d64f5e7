export { taskActions } from './actions.ts';
export { raiseTasks, settleTasks, type NewTask } from './tasks.ts';
