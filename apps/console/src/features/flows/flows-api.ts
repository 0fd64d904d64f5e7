import type { RunStatus } from '@barrow/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { queryClient } from '../../api/query-client.ts';
import { read, remove, write } from '../../api/request.ts';

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

export type Times = { readonly count: number; readonly meanMs: number | null; readonly p90Ms: number | null };
export type TaskFigures = {
  readonly workflow: string;
  readonly task: string;
  readonly waitsFor: 'person' | 'call' | 'event' | 'time' | 'run' | null;
  readonly standing: number;
  readonly standingSince: string | null;
  readonly skipped: number;
  readonly faulted: number;
  readonly times: Times;
  readonly before: Times;
  readonly slowestRunId: string | null;
  readonly slowestMs: number | null;
};
export type Bottleneck = TaskFigures & { readonly waitedMs: number };

export type PartLevel = 'region' | 'format' | 'location';
export type PartOverride = {
  readonly part: string;
  readonly level: PartLevel;
  readonly key: string;
  readonly task: unknown;
  readonly until: string | null;
  readonly why: string;
  readonly by: string;
  readonly at: string;
};
export type WorkflowParts = {
  readonly parts: readonly {
    readonly name: string;
    readonly title: string;
    readonly levels: readonly PartLevel[];
    readonly task: unknown;
  }[];
  readonly overrides: readonly PartOverride[];
};

export type RunsAsk = {
  readonly status?: RunStatus | undefined;
  readonly workflow?: string | undefined;
  readonly businessKey?: string | undefined;
  /** The end of the reference of the task that they stand at. */
  readonly task?: string | undefined;
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

/** The newest version of a workflow that is published, with its source. */
export function definitionQuery(workflow: string) {
  const [namespace, name] = workflow.split('/');
  return queryOptions({
    queryKey: ['flows', 'definition', workflow],
    queryFn: async () => {
      const { items } = await read<Page<{ definitionId: string; namespace: string; version: string }>>(
        '/flows/definitions',
        {
          name,
          limit: 100,
        },
      );
      const newest = items.find((one) => one.namespace === namespace);
      if (newest === undefined) return null;
      return read<{ readonly source: string; readonly version: string }>(`/flows/definitions/${newest.definitionId}`);
    },
  });
}

const daysBack = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

export function figuresQuery(workflow: string, days: number) {
  return queryOptions({
    queryKey: ['flows', 'figures', workflow, days],
    refetchInterval: lookEveryMs,
    queryFn: () => read<{ items: readonly TaskFigures[] }>('/flows/figures', { workflow, from: daysBack(days) }),
  });
}

export function partsQuery(workflow: string) {
  return queryOptions({
    queryKey: ['flows', 'parts', workflow],
    queryFn: () => read<WorkflowParts>('/flows/parts', { workflow }),
    retry: false,
  });
}

export const savePart = (
  one: Pick<PartOverride, 'part' | 'level' | 'key' | 'task' | 'why'> & { readonly workflow: string },
) => write('PUT', '/flows/parts', one);
export const removePart = (workflow: string, { part, level, key }: PartOverride) =>
  remove('/flows/parts', { workflow, part, level, key });

export function bottlenecksQuery(days: number) {
  return queryOptions({
    queryKey: ['flows', 'bottlenecks', days],
    queryFn: () => read<{ items: readonly Bottleneck[] }>('/flows/bottlenecks', { from: daysBack(days) }),
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

/** Tells the same to all runs that a filter finds; asks on while there are more. */
export async function commandRuns({ command, filter }: { readonly command: Command; readonly filter: RunsAsk }) {
  let count = 0;
  for (let more = true; more;) {
    const done = await write<{ count: number; more: boolean }>('POST', '/flows/runs/commands', { command, filter });
    count += done.count;
    more = done.more && done.count > 0;
  }
  return count;
}

export const answerRun = ({
  runId,
  key,
  output,
}: {
  readonly runId: string;
  readonly key?: string;
  readonly output: unknown;
}) => write('POST', `/flows/runs/${runId}/answer`, { output, ...(key === undefined ? {} : { key }) });

export const settleCall = ({ call, how }: { readonly call: DeadCall; readonly how: 'retry' | 'discard' }) =>
  write('POST', `/flows/dead-calls/${how}`, { runId: call.runId, key: call.key });
export const discardEvent = (poisonedId: string) => remove(`/flows/poisoned-events/${poisonedId}`);

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
