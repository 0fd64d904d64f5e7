import type {
  PurchaseOrder,
  PurchaseOrderInput,
  PurchaseOrderStatus,
  PurchaseOrderSummary,
  Supplier,
  SupplierInput,
  SupplierItem,
  SupplierItemInput,
} from '@barrow/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, remove, write } from '../../api/request.ts';

const mostSuppliers = 500;

export type OrdersAsk = {
  readonly status?: PurchaseOrderStatus | undefined;
  readonly open?: boolean | undefined;
  readonly locationId?: string | undefined;
  readonly supplierId?: string | undefined;
};

export function ordersQuery(ask: OrdersAsk) {
  return infiniteQueryOptions({
    queryKey: ['supply', 'orders', ask],
    queryFn: ({ pageParam }) => read<Page<PurchaseOrderSummary>>('/purchase-orders', { ...ask, cursor: pageParam }),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
}

export function orderQuery(orderId: string) {
  return queryOptions({
    queryKey: ['supply', 'order', orderId],
    queryFn: () => read<PurchaseOrder>(`/purchase-orders/${orderId}`),
  });
}

export const orderSteps = ['approve', 'reopen', 'place', 'cancel', 'close'] as const;
export type OrderStep = (typeof orderSteps)[number];

export const takeStep = (orderId: string, step: OrderStep) =>
  write<PurchaseOrder>('POST', `/purchase-orders/${orderId}/${step}`, {});
export const draftOrder = (input: PurchaseOrderInput) => write<PurchaseOrder>('POST', '/purchase-orders', input);
export const changeDraft = (orderId: string, change: Partial<Omit<PurchaseOrderInput, 'id'>>) =>
  write<PurchaseOrder>('PATCH', `/purchase-orders/${orderId}`, change);

export type ReceiptAsk = {
  readonly receiptId: string;
  readonly reference?: string;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly receivedMilli: number;
    readonly damagedMilli: number;
    readonly reason?: string;
  }[];
};
export const receiveGoods = (orderId: string, receipt: ReceiptAsk) =>
  write<PurchaseOrder>('POST', `/purchase-orders/${orderId}/receipts`, receipt);

/** Every supplier: a network has tens of them, and tables name them. */
export const suppliersQuery = queryOptions({
  queryKey: ['supply', 'suppliers'],
  staleTime: 60_000,
  queryFn: async (): Promise<readonly Supplier[]> => {
    const all: Supplier[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<Supplier> = await read('/suppliers', { limit: mostSuppliers, cursor });
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all;
  },
});

export function useSupplierOf(): (supplierId: string) => Supplier | undefined {
  const byId = new Map(useQuery(suppliersQuery).data?.map((supplier) => [supplier.supplierId, supplier]));
  return (supplierId) => byId.get(supplierId);
}

export function supplierQuery(supplierId: string) {
  return queryOptions({
    queryKey: ['supply', 'supplier', supplierId],
    queryFn: () => read<Supplier>(`/suppliers/${supplierId}`),
  });
}

export function supplierItemsQuery(supplierId: string) {
  return infiniteQueryOptions({
    queryKey: ['supply', 'supplier-items', supplierId],
    queryFn: ({ pageParam }) =>
      read<Page<SupplierItem>>('/suppliers/items', { supplierId, cursor: pageParam, limit: 50 }),
    ...byCursor,
  });
}

export const createSupplier = (input: SupplierInput) => write<Supplier>('POST', '/suppliers', input);
export const updateSupplier = (supplierId: string, changes: Partial<Omit<SupplierInput, 'id'>>) =>
  write<Supplier>('PATCH', `/suppliers/${supplierId}`, changes);
export const saveSupplierItem = ({ supplierId, itemId, ...terms }: SupplierItemInput) =>
  write<SupplierItem>('PUT', `/suppliers/${supplierId}/items/${itemId}`, terms);
export const removeSupplierItem = (supplierId: string, itemId: string) =>
  remove(`/suppliers/${supplierId}/items/${itemId}`);
