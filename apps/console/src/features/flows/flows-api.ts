import type { RunStatus } from '@barrow/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { queryClient } from '../../api/query-client.ts';
import { read, write } from '../../api/request.ts';

export type Run = {
  readonly runId: string;
  readonly workflow: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly atTask: string | null;
  readonly businessKeys: readonly string[];
  readonly startedBy: string;
  readonly parentRunId: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
};
export type RunDetails = Run & {
  readonly input: unknown;
  readonly output: unknown;
  readonly error: unknown;
  readonly waitsFor: readonly {
    readonly kind: 'call' | 'timer' | 'event' | 'run';
    readonly key: string;
    readonly at: string | null;
  }[];
};
export type HistoryEntry = {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly task: string | null;
  readonly output: unknown;
  readonly error: unknown;
};
export type Trigger = {
  readonly triggerId: string;
  readonly workflow: string;
  readonly kind: 'event' | 'schedule';
  readonly settings: unknown;
  readonly enabled: boolean;
  readonly nextAt: string | null;
};
export type DeadCall = {
  readonly runId: string;
  readonly key: string;
  readonly kind: string;
  readonly attempts: number;
  readonly lastResult: string | null;
  readonly madeAt: string;
};
export type PoisonedEvent = {
  readonly poisonedId: string;
  readonly forWhat: string;
  readonly reason: string;
  readonly at: string;
};

export type RunsAsk = {
  readonly status?: RunStatus | undefined;
  readonly workflow?: string | undefined;
  readonly businessKey?: string | undefined;
};

/** What runs do changes by itself: rooms look again so often. */
const lookEveryMs = 5_000;

export function runsQuery(ask: RunsAsk) {
  return infiniteQueryOptions({
    queryKey: ['flows', 'runs', ask],
    refetchInterval: lookEveryMs,
    queryFn: ({ pageParam }) => read<Page<Run>>('/flows/runs', { ...ask, cursor: pageParam, limit: 50 }),
    ...byCursor,
  });
}

export function runQuery(runId: string) {
  return queryOptions({
    queryKey: ['flows', 'run', runId],
    refetchInterval: lookEveryMs,
    queryFn: () => read<RunDetails>(`/flows/runs/${runId}`),
  });
}

export function historyQuery(runId: string) {
  return infiniteQueryOptions({
    queryKey: ['flows', 'history', runId],
    refetchInterval: lookEveryMs,
    queryFn: ({ pageParam }) =>
      read<Page<HistoryEntry>>(`/flows/runs/${runId}/history`, { cursor: pageParam, limit: 100 }),
    ...byCursor,
  });
}

export const triggersQuery = queryOptions({
  queryKey: ['flows', 'triggers'],
  queryFn: () => read<{ items: readonly Trigger[] }>('/flows/triggers'),
});

export const deadLettersQuery = queryOptions({
  queryKey: ['flows', 'dead'],
  refetchInterval: lookEveryMs,
  queryFn: async () => {
    const [calls, events] = await Promise.all([
      read<Page<DeadCall>>('/flows/dead-calls', { limit: 50 }),
      read<Page<PoisonedEvent>>('/flows/poisoned-events', { limit: 50 }),
    ]);
    return { calls: calls.items, events: events.items };
  },
});

export const enableTrigger = ({ triggerId, enabled }: { readonly triggerId: string; readonly enabled: boolean }) =>
  write('PATCH', `/flows/triggers/${triggerId}`, { enabled });

export const commands = ['retry', 'resume', 'suspend', 'cancel'] as const;
export type Command = (typeof commands)[number];
export const commandRun = ({ runId, command }: { readonly runId: string; readonly command: Command }) =>
  write('POST', `/flows/runs/${runId}/${command}`, {});

export const settleCall = ({ call, how }: { readonly call: DeadCall; readonly how: 'retry' | 'discard' }) =>
  write('POST', `/flows/dead-calls/${how}`, { runId: call.runId, key: call.key });
export const discardEvent = (poisonedId: string) => write('DELETE', `/flows/poisoned-events/${poisonedId}`);

export const refreshFlows = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['flows'] });

/** What may be told to a run in its state. */
export function commandsFor(status: RunStatus): readonly Command[] {
  switch (status) {
    case 'queued':
    case 'running':
    case 'waiting':
      return ['suspend', 'cancel'];
    case 'suspended':
      return ['resume', 'cancel'];
    case 'faulted':
    case 'quarantined':
      return ['retry', 'cancel'];
    case 'completed':
    case 'cancelled':
      return [];
  }
}

/** The last name of a task's reference, such as `askSource` of `/do/9/askSource`. */
export function taskName(reference: string | null): string {
  return reference?.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? '';
}
