import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, write } from '../../api/request.ts';

export type Proposal = {
  readonly proposalId: string;
  readonly runId: string;
  readonly locationId: string;
  readonly itemId: string;
  /** Null for a transfer, which comes from a location. */
  readonly supplierId: string | null;
  readonly fromLocationId: string | null;
  readonly status: 'open' | 'approved' | 'dismissed' | 'superseded';
  readonly qtyMilli: number;
  readonly unitCostMicro: number;
  readonly valueMicro: number;
  readonly currency: string;
  readonly orderDay: string;
  readonly deliveryDay: string;
  /** The whole order against the supplier's minimum value; `deferred`: better wait. */
  readonly minimum: 'met' | 'topped-up' | 'deferred';
};

export type ExplainedProposal = Proposal & {
  readonly explanation: {
    readonly sentences: readonly string[];
    /** Numbers, as @barrow/inventory and @barrow/demand name them. */
    readonly order: unknown;
    readonly forecast: unknown;
    readonly minimum: unknown;
    readonly source?: unknown;
    readonly dependent?: unknown;
  };
};

export type Run = {
  readonly runId: string;
  readonly status: 'running' | 'done' | 'failed';
  readonly requestedBy: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly locations: number;
  readonly locationsDone: number;
  readonly locationsFailed: number;
  readonly items: number;
  readonly proposals: number;
};

export type Kpi = {
  readonly locationId: string;
  readonly name: string;
  readonly currency: string;
  readonly items: number;
  readonly itemsOut: number;
  readonly inStockShare: number | null;
  readonly stockValueMicro: number;
  readonly daysOfCover: number | null;
  readonly openProposals: number;
  readonly forecastBias: number | null;
};

export type Forecast = {
  readonly method: string;
  readonly firstDay: string;
  readonly days: readonly { readonly day: string; readonly meanMilli: number; readonly sdMilli: number }[];
  readonly history: {
    readonly firstDay: string;
    readonly soldMilli: readonly number[];
    readonly censored: readonly boolean[];
  };
};

/** Proposals are approved supplier by supplier: a page is large enough to show whole orders. */
const pageLength = 200;
const runningEveryMs = 1_000;

export function proposalsQuery(ask: {
  readonly locationId?: string | undefined;
  readonly supplierId?: string | undefined;
}) {
  return infiniteQueryOptions({
    queryKey: ['planning', 'proposals', ask],
    queryFn: ({ pageParam }) =>
      read<Page<Proposal>>('/planning/proposals', { ...ask, cursor: pageParam, limit: pageLength }),
    ...byCursor,
  });
}

export function proposalQuery(proposalId: string) {
  return queryOptions({
    queryKey: ['planning', 'proposal', proposalId],
    queryFn: () => read<ExplainedProposal>(`/planning/proposals/${proposalId}`),
  });
}

export function forecastQuery(locationId: string, itemId: string) {
  return queryOptions({
    queryKey: ['planning', 'forecast', locationId, itemId],
    queryFn: () => read<Forecast>('/planning/forecast', { locationId, itemId }),
  });
}

/** The newest planning run, asked for each second while it runs. */
export const lastRunQuery = queryOptions({
  queryKey: ['planning', 'last-run'],
  queryFn: async () => (await read<Page<Run>>('/planning/runs', { limit: 1 })).items[0] ?? null,
  refetchInterval: (query) => (query.state.data?.status === 'running' ? runningEveryMs : false),
});

export const kpisQuery = queryOptions({
  queryKey: ['planning', 'kpis'],
  queryFn: async () => (await read<{ locations: readonly Kpi[] }>('/planning/kpis')).locations,
});

export const startRun = (ask: { readonly id: string; readonly locationIds?: readonly string[] }) =>
  write<Run>('POST', '/planning/runs', ask);
export const approveProposals = (proposals: readonly { readonly proposalId: string; readonly qtyMilli?: number }[]) =>
  write<{
    readonly orders: readonly { readonly orderId: string; readonly number: string }[];
    readonly transfers: readonly { readonly transferId: string }[];
  }>('POST', '/planning/proposals/approve', { proposals });
export const dismissProposals = (proposals: readonly string[]) =>
  write('POST', '/planning/proposals/dismiss', { proposals });
