import { purchaseOrderStatuses } from '@barrow/contracts';

/** Which orders are shown: those that have not ended, all, or those of one status. */
export const orderViews = ['open', 'all', ...purchaseOrderStatuses] as const;
export type OrderView = (typeof orderViews)[number];

/** What the address of the orders room may hold. */
export type OrdersSearch = {
  readonly view?: OrderView | undefined;
  readonly locationId?: string | undefined;
  readonly supplierId?: string | undefined;
};
