import type { Role } from '@barrow/contracts';
import type { JsonValue } from '@barrow/flow';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { queryClient } from '../../api/query-client.ts';
import { read, remove, write } from '../../api/request.ts';

export type DraftStatus = 'draft' | 'in-review' | 'approved' | 'released' | 'discarded';
export type Draft = {
  readonly draftId: string;
  readonly title: string;
  readonly revision: number;
  readonly status: DraftStatus;
  readonly baseDefinitionId: string | null;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly submittedBy: string | null;
  readonly approvedBy: string | null;
};
export type Finding = {
  readonly pointer: string;
  readonly message: string;
  /** Null for what is wrong with the text itself. */
  readonly rule: string | null;
  readonly severity: 'error' | 'warning';
  readonly line: number | null;
};
export type Judgement = {
  readonly name: { readonly namespace: string; readonly name: string; readonly version: string } | null;
  readonly problems: readonly {
    readonly severity: 'error' | 'warning';
    readonly message: string;
    readonly pointer: string;
    readonly line: number;
  }[];
  readonly findings: readonly { readonly rule: string; readonly pointer: string; readonly message: string }[];
  readonly risk: { readonly level: 'low' | 'medium' | 'high'; readonly classes: readonly string[] };
  readonly touches: {
    readonly functions: readonly (string | null)[];
    readonly hosts: readonly (string | null)[];
    readonly emits: readonly (string | null)[];
    readonly hears: readonly (string | null)[];
  } | null;
};
export type DraftDetails = Draft & {
  readonly source: string;
  readonly baseSource: string | null;
  readonly judgement: Judgement;
  readonly impact: { readonly locations: number; readonly openRuns: number; readonly runsLast30Days: number };
  readonly comments: readonly {
    readonly commentId: string;
    readonly pointer: string | null;
    readonly body: string;
    readonly revision: number;
    readonly madeBy: string;
    readonly madeAt: string;
  }[];
};
export type Definition = {
  readonly definitionId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly publishedAt: string;
  readonly retiredAt: string | null;
  readonly stage: 'live' | 'canary';
};
export type FlowFunction = {
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly effect: 'read' | 'write';
  readonly risk: string | null;
  readonly input: unknown;
};
export type VersionFigures = {
  readonly started: number;
  readonly open: number;
  readonly completed: number;
  readonly faulted: number;
  readonly meanMs: number | null;
  readonly actions: Readonly<Record<string, number>>;
};
export type Release = {
  readonly releaseId: string;
  readonly draftId: string;
  readonly workflow: string;
  readonly status: 'canary' | 'everywhere' | 'rolled-back';
  readonly locationIds: readonly string[] | null;
  readonly alarm: { readonly minRuns: number; readonly faultShare: number };
  readonly releasedAt: string;
  readonly releasedBy: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly why: string | null;
};
export type WatchedRelease = Release & {
  readonly figures: {
    readonly here: VersionFigures;
    readonly beside: VersionFigures | null;
    readonly before: VersionFigures | null;
  };
};
export type Stop = {
  readonly stopId: string;
  readonly workflow: string | null;
  readonly locationId: string | null;
  readonly why: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly endedAt: string | null;
  readonly runs: number;
};
export const accessVerbs = ['see', 'edit', 'approve', 'run'] as const;
export type AccessVerb = (typeof accessVerbs)[number];
export type AccessRule = {
  readonly workflow: string;
  readonly verb: AccessVerb;
  readonly allow: readonly { readonly role: Role; readonly locationIds: readonly string[] | null }[];
  readonly why: string;
  readonly by: string;
  readonly at: string;
};
export type TryAnswer = { readonly output?: JsonValue; readonly error?: string };
export type Tried = {
  readonly status: 'completed' | 'faulted' | 'waiting' | 'needs-answer' | 'too-long';
  readonly output: JsonValue;
  readonly error: { readonly title?: string; readonly detail?: string; readonly type: string } | null;
  readonly steps: readonly {
    readonly kind: string;
    readonly task: string | null;
    readonly at: string;
    readonly output: JsonValue;
    readonly error: { readonly title?: string; readonly detail?: string; readonly type: string } | null;
  }[];
  readonly would: readonly {
    readonly task: string;
    readonly at: string;
    readonly what: string;
    readonly request: JsonValue;
    readonly answeredBy: 'hand' | 'reading' | 'nobody';
  }[];
  readonly needs: { readonly task: string; readonly what: string; readonly request: JsonValue } | null;
};

export type ReplayFigures = {
  readonly started: number;
  readonly completed: number;
  readonly faulted: number;
  readonly open: number;
  readonly meanMs: number | null;
  readonly faults: Readonly<Record<string, number>>;
  readonly does: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly samples: readonly {
    readonly cause: string;
    readonly startedAt: string;
    readonly status: 'completed' | 'faulted' | 'open';
    readonly error: string | null;
    readonly would: readonly { readonly at: string; readonly what: string; readonly request: JsonValue }[];
  }[];
};
export type Backtest = {
  readonly events: number;
  readonly isComplete: boolean;
  readonly until: string;
  readonly draft: ReplayFigures;
  readonly live: ReplayFigures | null;
  readonly stockOutDays: { readonly was: number; readonly savedByDraft: number; readonly savedByLive: number | null };
};

const lookEveryMs = 5_000;

export const draftsQuery = infiniteQueryOptions({
  queryKey: ['builder', 'drafts'],
  refetchInterval: lookEveryMs * 4,
  queryFn: ({ pageParam }) => read<Page<Draft>>('/flows/drafts', { cursor: pageParam, limit: 50 }),
  ...byCursor,
});
/** `namespace/name` of what a draft is of; null while its text cannot be read. */
export const workflowOf = ({ judgement: { name } }: DraftDetails): string | null =>
  name === null ? null : `${name.namespace}/${name.name}`;

export const draftQuery = (draftId: string) =>
  queryOptions({
    queryKey: ['builder', 'draft', draftId],
    queryFn: () => read<DraftDetails>(`/flows/drafts/${draftId}`),
  });
export const definitionsQuery = queryOptions({
  queryKey: ['builder', 'definitions'],
  queryFn: () => read<Page<Definition>>('/flows/definitions', { limit: 200 }),
});
export const functionsQuery = queryOptions({
  queryKey: ['builder', 'functions'],
  staleTime: Infinity,
  queryFn: () => read<{ items: readonly FlowFunction[] }>('/flows/functions'),
});
export const samplesQuery = (type: string | undefined) =>
  queryOptions({
    queryKey: ['builder', 'samples', type],
    queryFn: () => read<{ items: readonly JsonValue[] }>('/flows/sample-events', { type }),
  });
export const releasesQuery = (draftId?: string) =>
  queryOptions({
    queryKey: ['builder', 'releases', draftId],
    refetchInterval: lookEveryMs,
    queryFn: () => read<Page<Release>>('/flows/releases', { draftId, limit: 50 }),
  });
export const releaseQuery = (releaseId: string) =>
  queryOptions({
    queryKey: ['builder', 'release', releaseId],
    refetchInterval: lookEveryMs,
    queryFn: () => read<WatchedRelease>(`/flows/releases/${releaseId}`),
  });
export const stopsQuery = queryOptions({
  queryKey: ['builder', 'stops'],
  refetchInterval: lookEveryMs,
  queryFn: () => read<{ items: readonly Stop[] }>('/flows/stops'),
});
export const accessQuery = queryOptions({
  queryKey: ['builder', 'access'],
  staleTime: 10_000,
  queryFn: () => read<{ items: readonly AccessRule[] }>('/flows/access'),
});
export const policyQuery = queryOptions({
  queryKey: ['builder', 'policy'],
  queryFn: () => read<{ reviewRequired: boolean; changedBy: string | null }>('/flows/policy'),
});
export const checkQuery = (source: string) =>
  queryOptions({
    queryKey: ['builder', 'check', source],
    staleTime: 30_000,
    gcTime: 60_000,
    queryFn: () => write<Judgement>('POST', '/flows/drafts/check', { source }),
  });

export const readDefinition = (definitionId: string) =>
  read<{ source: string; name: string; version: string }>(`/flows/definitions/${definitionId}`);
export const createDraft = ({
  draftId,
  ...draft
}: {
  readonly draftId: string;
  readonly title: string;
  readonly source: string;
  readonly baseDefinitionId?: string;
}) => write<Draft>('PUT', `/flows/drafts/${draftId}`, draft);
export const saveDraft = ({
  draftId,
  ...body
}: {
  readonly draftId: string;
  readonly revision: number;
  readonly source: string;
}) => write<Draft>('POST', `/flows/drafts/${draftId}/save`, body);
export const moveDraft = ({
  draftId,
  verb,
  ...body
}: {
  readonly draftId: string;
  readonly verb: 'submit' | 'approve' | 'return' | 'discard';
  readonly revision?: number;
  readonly why?: string;
}) => write<Draft>('POST', `/flows/drafts/${draftId}/${verb}`, body);
export const commentOn = ({
  draftId,
  commentId,
  ...body
}: {
  readonly draftId: string;
  readonly commentId: string;
  readonly body: string;
}) => write('PUT', `/flows/drafts/${draftId}/comments/${commentId}`, body);
export const makeRelease = ({
  releaseId,
  ...body
}: {
  readonly releaseId: string;
  readonly draftId: string;
  readonly revision: number;
  readonly locationIds?: readonly string[];
  readonly alarm?: { readonly minRuns: number; readonly faultShare: number };
}) => write<Release>('PUT', `/flows/releases/${releaseId}`, body);
export const widenRelease = (releaseId: string) => write('POST', `/flows/releases/${releaseId}/widen`, {});
export const rollBack = ({ releaseId, why }: { readonly releaseId: string; readonly why: string }) =>
  write('POST', `/flows/releases/${releaseId}/roll-back`, { why });
export const makeStop = ({
  stopId,
  ...body
}: {
  readonly stopId: string;
  readonly workflow?: string;
  readonly locationId?: string;
  readonly why: string;
}) => write('PUT', `/flows/stops/${stopId}`, body);
export const saveAccess = (rule: Pick<AccessRule, 'workflow' | 'verb' | 'allow' | 'why'>) =>
  write('PUT', '/flows/access', { ...rule });
export const removeAccess = ({ workflow, verb }: Pick<AccessRule, 'workflow' | 'verb'>) =>
  remove(`/flows/access?${new URLSearchParams({ workflow, verb })}`);
export const endStop = (stopId: string) => write('POST', `/flows/stops/${stopId}/end`, {});
export const setPolicy = (reviewRequired: boolean) => write('PUT', '/flows/policy', { reviewRequired });
export const tryText = (ask: {
  readonly source: string;
  readonly input: JsonValue;
  readonly answers: Readonly<Record<string, readonly TryAnswer[]>>;
}) => write<Tried>('POST', '/flows/definitions/try', ask);

export const runBacktest = (ask: {
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly people: 'agree' | 'decline' | 'silent';
}) => write<Backtest>('POST', '/flows/backtests', ask);

export const refreshBuilder = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['builder'] });

/** Everything that is wrong, the text's own problems first. */
export function findingsOf({ problems, findings }: Judgement): Finding[] {
  return [
    ...problems.map((one): Finding => ({ ...one, rule: null })),
    ...findings.map((one): Finding => ({ ...one, severity: 'error', line: null })),
  ];
}
