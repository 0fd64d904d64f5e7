import type { Role } from '@barrow/contracts';
import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, write } from '../../api/request.ts';
import { formatCount } from '../../format/number.ts';

export type TaskStatus = 'open' | 'done' | 'dismissed';
export type Task = {
  readonly taskId: string;
  readonly kind: string;
  readonly locationId: string | null;
  readonly title: string;
  readonly details: unknown;
  readonly status: TaskStatus;
  readonly timesRaised: number;
  readonly raisedAt: string;
  readonly lastRaisedAt: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly note: string | null;
  readonly assigneeRole: Role | null;
  readonly claimedBy: string | null;
  /** JSON Schema of the answer; null when the task is only ended. */
  readonly form: unknown;
  readonly answer: unknown;
  readonly dueAt: string | null;
  readonly escalatedAt: string | null;
};

const mostCounted = 100;
const countEveryMs = 60_000;

export function tasksQuery(ask: {
  readonly status: TaskStatus;
  readonly locationId?: string | undefined;
  readonly mine?: true | undefined;
}) {
  return infiniteQueryOptions({
    queryKey: ['tasks', 'list', ask],
    queryFn: ({ pageParam }) => read<Page<Task>>('/tasks', { ...ask, cursor: pageParam, limit: 50 }),
    ...byCursor,
  });
}

const openTasksQuery = queryOptions({
  queryKey: ['tasks', 'open-count'],
  refetchInterval: countEveryMs,
  queryFn: () => read<Page<Task>>('/tasks', { status: 'open', limit: mostCounted }),
});

/** How many tasks are open, as the side bar shows it: `7`, or `100+`. */
export function useOpenTaskCount(enabled: boolean): string | undefined {
  const { data } = useQuery({ ...openTasksQuery, enabled });
  if (data === undefined) return undefined;
  const count = formatCount(data.items.length);
  return data.nextCursor === undefined ? count : `${count}+`;
}

export type TaskWait = {
  readonly kind: string;
  readonly role: string | null;
  readonly locationId: string | null;
  readonly asked: number;
  readonly open: number;
  readonly late: number;
  readonly meanMs: number | null;
  readonly p90Ms: number | null;
  readonly beforeMeanMs: number | null;
};

export function taskWaitsQuery(days: number) {
  const from = (): string => new Date(Date.now() - days * 86_400_000).toISOString();
  return queryOptions({
    queryKey: ['tasks', 'waits', days],
    queryFn: () => read<{ items: readonly TaskWait[] }>('/task-waits', { from: from() }),
  });
}

/** Does the same with many tasks, a few at a time; answers how many could not be done, and why the first of them. */
export async function eachTask(
  tasks: readonly Task[],
  work: (task: Task) => Promise<unknown>,
): Promise<{ readonly done: number; readonly failed: number; readonly why: unknown }> {
  const waiting = [...tasks];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
      await work(task).catch((error: unknown) => failures.push(error));
  };
  await Promise.all([1, 2, 3, 4].map(worker));
  return { done: tasks.length - failures.length, failed: failures.length, why: failures[0] };
}

/** Hands a task to another role. */
export function delegateTask({
  taskId,
  role,
  note,
}: {
  readonly taskId: string;
  readonly role: Role;
  readonly note: string;
}) {
  return write('POST', `/tasks/${taskId}/delegate`, { role, ...(note === '' ? {} : { note }) });
}

export function endTask(task: {
  readonly taskId: string;
  readonly status: 'done' | 'dismissed';
  readonly note: string;
}) {
  const { taskId, status, note } = task;
  return write('POST', `/tasks/${taskId}/end`, { status, ...(note === '' ? {} : { note }) });
}

export function answerTask({
  taskId,
  data,
  note,
}: {
  readonly taskId: string;
  readonly data: object;
  readonly note: string;
}) {
  return write('POST', `/tasks/${taskId}/complete`, { data, ...(note === '' ? {} : { note }) });
}

/** Takes a task, so that others leave it alone, or gives it back. */
export function holdTask({ taskId, hold }: { readonly taskId: string; readonly hold: boolean }) {
  return write('POST', `/tasks/${taskId}/${hold ? 'claim' : 'release'}`, {});
}
