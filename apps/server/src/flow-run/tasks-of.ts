import { isoTime, segmentsOf, type JournalEntry, type RunError } from '@barrow/flow';

export type TaskReport = {
  readonly name: string;
  readonly reference: string;
  readonly status: 'running' | 'completed' | 'faulted' | 'cancelled' | 'skipped';
  readonly started: string;
  readonly ended: string | null;
  readonly error?: RunError;
};

const statuses: Readonly<Partial<Record<JournalEntry['kind'], TaskReport['status']>>> = {
  'task.started': 'running',
  'task.skipped': 'skipped',
  'task.completed': 'completed',
  'task.faulted': 'faulted',
  'task.cancelled': 'cancelled',
};

/** The tasks of a run in the order in which they began, each with what the journal said of it last. */
export function tasksOf(journal: readonly JournalEntry[]): readonly TaskReport[] {
  const tasks = new Map<string, { no: number; report: TaskReport }>();
  for (const { kind, task, key, no, atMs, startedAtMs, error } of journal) {
    const status = statuses[kind];
    if (status === undefined || task === null || key === null) continue;
    tasks.set(`${no} ${key}`, {
      no,
      report: {
        name: segmentsOf(task).at(-1) ?? '',
        reference: task,
        status,
        started: isoTime(startedAtMs ?? atMs),
        ended: status === 'running' ? null : isoTime(atMs),
        ...(error === undefined ? {} : { error }),
      },
    });
  }
  return [...tasks.values()].toSorted((one, other) => one.no - other.no).map(({ report }) => report);
}
