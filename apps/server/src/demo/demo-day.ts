import type { SaleInput } from '@barrow/contracts';
import type { Currency, Day, Instant, Uuid } from '@barrow/kernel';

/** Quantities are thousandths of the item's unit; costs are micros of a unit in `currency`, the currency of the location. */
export type DemoCount = {
  readonly id: Uuid;
  readonly locationId: Uuid;
  readonly at: Instant;
  /** `opening` sets the first stock; `cycle` finds what the books had wrong. */
  readonly kind: 'opening' | 'cycle';
  readonly currency: Currency;
  readonly lines: readonly {
    readonly itemId: Uuid;
    readonly expectedQtyMilli: number;
    readonly countedQtyMilli: number;
    readonly unitCostMicro: number;
  }[];
};

export type DemoOrder = {
  readonly id: Uuid;
  readonly supplierId: Uuid;
  readonly locationId: Uuid;
  readonly at: Instant;
  /** When the supplier says it will deliver, by its mean lead time. */
  readonly expectedOn: Day;
  readonly currency: Currency;
  readonly lines: readonly { readonly itemId: Uuid; readonly qtyMilli: number; readonly unitCostMicro: number }[];
};

/** What came of an order: one delivery each; a line that came short stays short, and one that did not come at all has 0. */
export type DemoReceipt = {
  readonly id: Uuid;
  readonly orderId: Uuid;
  readonly supplierId: Uuid;
  readonly locationId: Uuid;
  readonly at: Instant;
  readonly currency: Currency;
  readonly lines: readonly {
    readonly itemId: Uuid;
    readonly orderedQtyMilli: number;
    readonly receivedQtyMilli: number;
    readonly unitCostMicro: number;
  }[];
};

export type DemoTransfer = {
  readonly id: Uuid;
  readonly fromLocationId: Uuid;
  readonly toLocationId: Uuid;
  readonly at: Instant;
  readonly lines: readonly { readonly itemId: Uuid; readonly qtyMilli: number }[];
};

export type DemoWaste = {
  readonly id: Uuid;
  readonly locationId: Uuid;
  readonly at: Instant;
  readonly itemId: Uuid;
  readonly qtyMilli: number;
  readonly reason: 'damaged' | 'expired' | 'tester';
};

/**
 * One business day of the whole network. Stored list by list, in the order of the fields, no balance is ever below zero; by `at`
 * alone too, location by location.
 */
export type DemoDay = {
  readonly day: Day;
  readonly openings: readonly DemoCount[];
  readonly orders: readonly DemoOrder[];
  readonly receipts: readonly DemoReceipt[];
  /** Transfers that arrive today (dispatched on an earlier day, whole). */
  readonly arrivals: readonly { readonly transferId: Uuid; readonly at: Instant }[];
  readonly dispatches: readonly DemoTransfer[];
  /** By `occurredAt`. A return is a sale with negative quantities. */
  readonly sales: readonly SaleInput[];
  readonly wastes: readonly DemoWaste[];
  readonly counts: readonly DemoCount[];
  /** Ground truth for tests, unknown to any shop: what would have been bought had it been there. */
  readonly lost: readonly { readonly locationId: Uuid; readonly itemId: Uuid; readonly qtyMilli: number }[];
};
