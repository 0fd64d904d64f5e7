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
