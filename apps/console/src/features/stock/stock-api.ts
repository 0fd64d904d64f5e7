import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, write } from '../../api/request.ts';

export type Balance = {
  readonly locationId: string;
  readonly itemId: string;
  readonly onHandMilli: number;
  readonly reservedMilli: number;
  readonly inTransitMilli: number;
  readonly availableMilli: number;
  readonly valueMicro: number;
  readonly averageCostMicro: number;
  readonly lastCountedAt: string | null;
  readonly changedAt: string;
};

export type Move = {
  readonly position: number;
  readonly sourceId: string;
  readonly sourceNo: number;
  readonly locationId: string;
  readonly itemId: string;
  readonly kind: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  readonly counterLocationId: string | null;
  readonly qtyMilli: number;
  readonly onHandDeltaMilli: number;
  readonly unitCostMicro: number;
  readonly valueMicro: number;
  readonly businessDay: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly reason: string | null;
};

export const balanceFilters = ['negative', 'zero-or-less'] as const;
export type BalanceFilter = (typeof balanceFilters)[number];

export type BalancesAsk = {
  readonly locationId?: string | undefined;
  readonly itemId?: string | undefined;
  readonly only?: BalanceFilter | undefined;
};

export function balancesQuery(ask: BalancesAsk, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['stock', 'balances', ask, limit],
    queryFn: ({ pageParam }) => read<Page<Balance>>('/stock/balances', { ...ask, cursor: pageParam, limit }),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
}

export function movesQuery(locationId: string, itemId: string) {
  return infiniteQueryOptions({
    queryKey: ['stock', 'moves', locationId, itemId],
    queryFn: ({ pageParam }) => read<Page<Move>>('/stock/moves', { locationId, itemId, cursor: pageParam, limit: 50 }),
    ...byCursor,
  });
}

export type DocumentAsk = {
  readonly id: string;
  readonly kind: 'count' | 'adjustment' | 'waste';
  readonly locationId: string;
  readonly itemId: string;
  /** What was counted, or the change (adjustment: signed; waste: what is taken out). */
  readonly qtyMilli: number;
  readonly reason: string;
};

const paths = { count: '/stock/counts', adjustment: '/stock/adjustments', waste: '/stock/waste' } as const;

/** Posts a count, an adjustment or waste of one item. The same id with the same content is posted once. */
export function postDocument({ id, kind, locationId, itemId, qtyMilli, reason }: DocumentAsk) {
  const line = kind === 'count' ? { itemId, countedMilli: qtyMilli } : { itemId, qtyMilli };
  return write('POST', paths[kind], { id, locationId, reason, lines: [line] });
}

export const transferStatuses = ['requested', 'shipped', 'received', 'cancelled'] as const;
export type TransferStatus = (typeof transferStatuses)[number];
export type TransferLine = {
  readonly lineNo: number;
  readonly itemId: string;
  readonly requestedMilli: number;
  readonly shippedMilli: number;
  readonly receivedMilli: number;
};
export type Transfer = {
  readonly transferId: string;
  readonly fromLocationId: string;
  readonly toLocationId: string;
  readonly status: TransferStatus;
  readonly note: string;
  readonly requestedAt: string;
  readonly shippedAt: string | null;
  readonly receivedAt: string | null;
  readonly lines: readonly TransferLine[];
};

export function transfersQuery(ask: {
  readonly status?: TransferStatus | undefined;
  readonly locationId?: string | undefined;
}) {
  return infiniteQueryOptions({
    queryKey: ['stock', 'transfers', ask],
    queryFn: ({ pageParam }) => read<Page<Transfer>>('/transfers', { ...ask, cursor: pageParam, limit: 50 }),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
}

export function requestTransfer(ask: {
  readonly id: string;
  readonly fromLocationId: string;
  readonly toLocationId: string;
  readonly note: string;
  readonly lines: readonly { readonly itemId: string; readonly qtyMilli: number }[];
}) {
  return write<Transfer>('POST', '/transfers', ask);
}

export const shipTransfer = (transferId: string) => write('POST', `/transfers/${transferId}/ship`, {});
export const cancelTransfer = (transferId: string) => write('POST', `/transfers/${transferId}/cancel`, {});
export const receiveTransfer = (
  transferId: string,
  lines: readonly { readonly lineNo: number; readonly receivedMilli: number }[],
) => write('POST', `/transfers/${transferId}/receive`, { lines });
