import { queryOptions } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import { read } from '../../api/request.ts';
import { foldSales, type Live, type SoldEvent } from './live-fold.ts';

/** How long a heard sale is kept, to be added to a snapshot that was asked for before it. */
const keptMs = 60_000;
const backstopMs = 30_000;
let recent: readonly SoldEvent[] = [];

export type LiveView = Live & {
  /** How far the server's clock is ahead of this one. */
  readonly skewMs: number;
};

export const liveQuery = queryOptions({
  queryKey: ['live'],
  refetchInterval: backstopMs,
  queryFn: async (): Promise<LiveView> => {
    const live = await read<Live>('/live');
    return { ...foldSales(live, recent), skewMs: Date.parse(live.at) - Date.now() };
  },
});

/** Adds heard sales to what the screen shows, at once. Each sale is handed in once. */
export function applySales(sales: readonly SoldEvent[]): void {
  const oldestMs = Date.now() - keptMs;
  recent = [...recent.filter((sale) => Date.parse(sale.recordedAt) > oldestMs), ...sales];
  queryClient.setQueryData(liveQuery.queryKey, (view) =>
    view === undefined ? view : { ...foldSales(view, sales), skewMs: view.skewMs },
  );
}
