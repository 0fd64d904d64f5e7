import type { Item, ItemInput, Price, PriceInput, TaxRate } from '@barrow/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, remove, write } from '../../api/request.ts';

export type ItemsAsk = {
  readonly search?: string | undefined;
  readonly status?: Item['status'] | undefined;
  readonly category?: string | undefined;
};

/** Ids a request may name: an address stays well under 8 kB. */
const mostIds = 100;

export function itemsQuery(ask: ItemsAsk, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['catalogue', 'items', ask, limit],
    queryFn: ({ pageParam }) => read<Page<Item>>('/items', { ...ask, cursor: pageParam, limit }),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
}

export function itemQuery(itemId: string) {
  return queryOptions({
    queryKey: ['catalogue', 'item', itemId],
    queryFn: () => read<Item>(`/items/${itemId}`),
  });
}

async function readItems(ids: readonly string[]): Promise<readonly Item[]> {
  const chunks = Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, index) =>
    ids.slice(index * mostIds, (index + 1) * mostIds),
  );
  const pages = await Promise.all(chunks.map((chunk) => read<Page<Item>>('/items', { ids: chunk, limit: mostIds })));
  return pages.flatMap((page) => page.items);
}

/** A function from id to item, for tables that know items by id only. Undefined while they are read. */
export function useItemOf(itemIds: readonly string[]): (itemId: string) => Item | undefined {
  const ids = [...new Set(itemIds)].toSorted();
  const { data } = useQuery({
    queryKey: ['catalogue', 'items-by-id', ids],
    staleTime: 60_000,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    queryFn: () => readItems(ids),
  });
  const byId = new Map(data?.map((item) => [item.itemId, item]));
  return (itemId) => byId.get(itemId);
}

export function pricesQuery(itemId: string) {
  return infiniteQueryOptions({
    queryKey: ['catalogue', 'prices', itemId],
    queryFn: ({ pageParam }) => read<Page<Price>>('/prices', { itemId, cursor: pageParam, limit: 100 }),
    ...byCursor,
  });
}

export const taxesQuery = queryOptions({
  queryKey: ['catalogue', 'taxes'],
  queryFn: async () => (await read<{ items: readonly TaxRate[] }>('/tax-rates')).items,
});

export const createItem = (input: ItemInput) => write<Item>('POST', '/items', input);
export const updateItem = (itemId: string, changes: Partial<Omit<ItemInput, 'id'>>) =>
  write<Item>('PATCH', `/items/${itemId}`, changes);
export const savePrice = (price: PriceInput) => write('POST', '/prices', { prices: [price] });
export const deletePrice = (priceId: string) => remove(`/prices/${priceId}`);
export const saveTax = (rate: TaxRate) => write('POST', '/tax-rates', { rates: [rate] });
