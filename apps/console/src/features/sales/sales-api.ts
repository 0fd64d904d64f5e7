import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, write } from '../../api/request.ts';

export type SaleSummary = {
  readonly id: string;
  readonly locationId: string;
  readonly businessDay: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly currency: string;
  readonly lineCount: number;
  readonly netMinor: number;
  readonly discountMinor: number;
  readonly taxMinor: number;
  readonly roundingMinor: number;
  readonly totalMinor: number;
  readonly origin: string;
  readonly enteredBy: string;
  readonly receiptNumber: string | null;
  readonly reference: string | null;
  readonly voided: boolean;
};

export type SaleLine = {
  readonly lineNo: number;
  readonly itemId: string;
  readonly qtyMilli: number;
  readonly unitPriceMicro: number;
  readonly discountMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly description: string | null;
};

export type Sale = SaleSummary & {
  readonly lines: readonly SaleLine[];
  readonly payments: readonly { readonly method: string; readonly amountMinor: number }[];
};

export type DayTotal = {
  readonly locationId: string;
  readonly businessDay: string;
  readonly currency: string;
  readonly saleCount: number;
  readonly returnCount: number;
  readonly totalMinor: number;
  readonly taxMinor: number;
};

export function salesQuery(locationId: string, limit: number) {
  return infiniteQueryOptions({
    queryKey: ['sales', 'list', locationId, limit],
    queryFn: ({ pageParam }) => read<Page<SaleSummary>>('/sales', { locationId, cursor: pageParam, limit }),
    ...byCursor,
  });
}

export function saleQuery(saleId: string) {
  return queryOptions({ queryKey: ['sales', 'one', saleId], queryFn: () => read<Sale>(`/sales/${saleId}`) });
}

export function daysQuery(ask: { readonly locationId: string; readonly from: string; readonly to: string }) {
  return queryOptions({
    queryKey: ['sales', 'days', ask],
    queryFn: async () => (await read<{ items: readonly DayTotal[] }>('/sales-days', ask)).items,
  });
}

export function voidSale(ask: {
  readonly id: string;
  readonly saleId: string;
  readonly locationId: string;
  readonly reason: string;
}) {
  const { saleId, ...body } = ask;
  return write('POST', `/sales/${saleId}/void`, body);
}
