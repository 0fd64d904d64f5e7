import type { Tx } from './platform/postgres.ts';
import { showNotices } from './modules/notifications/index.ts';
import type { ToldTask } from './modules/tasks/index.ts';

/** Tells those whom tasks are for, in the console, that these still stand or have come to them. */
export async function tellAssignees(tx: Tx, tasks: readonly ToldTask[]): Promise<void> {
  const notices = tasks.map((task) => ({
    severity: 'warning' as const,
    title: `${task.what === 'escalated' ? 'Nobody has answered' : 'Reminder'}: ${task.title}`,
    details: { taskId: task.taskId },
    locationId: task.locationId,
    roles: task.role === null ? [] : [task.role],
  }));
  await showNotices(tx, notices, 'Tasks');
}
