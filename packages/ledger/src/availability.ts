import { refusal, success, type Outcome } from '@barrow/kernel';

/** Stock as a promise sees it, thousandths. `offlineAllowanceMilli`: what tills may have sold without telling yet. */
export type PromisableStock = {
  readonly onHandMilli: number;
  readonly reservedMilli: number;
  readonly offlineAllowanceMilli: number;
};

/** What may still be promised; below zero when promises and allowance are more than what is there. */
export function availableMilli(stock: PromisableStock): number {
  return stock.onHandMilli - stock.reservedMilli - stock.offlineAllowanceMilli;
}

/** Decides whether `qtyMilli` can be promised. All or nothing: an order that gets a part asks again for that part. */
export function decideReservation(
  stock: PromisableStock,
  qtyMilli: number,
): Outcome<{ readonly reservedMilli: number }, 'not-positive' | 'not-available', { readonly availableMilli: number }> {
  const available = availableMilli(stock);
  if (qtyMilli <= 0) return refusal('not-positive', { availableMilli: available });
  if (qtyMilli > available) return refusal('not-available', { availableMilli: available });
  return success({ reservedMilli: stock.reservedMilli + qtyMilli });
}
