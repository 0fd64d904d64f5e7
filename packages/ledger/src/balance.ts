/**
 * What is known of one item at one location: a cache of its moves.
 * - `onHandMilli`: thousandths of the unit; may be below zero, since a physical sale is always accepted.
 * - `valueMicro`: what the on-hand is worth, millionths of the currency. 0 when nothing is on hand; below zero it is what was
 *   issued beyond the stock, at the cost it was issued at.
 * - `averageCostMicro`: the last known average cost of one unit, kept when the stock is used up.
 * - `inTransitMilli`: on the way to this location.
 */
export type Balance = {
  readonly onHandMilli: number;
  readonly valueMicro: number;
  readonly averageCostMicro: number;
  readonly inTransitMilli: number;
};

/** A balance with its key. */
export type BalanceRow = Balance & { readonly locationId: string; readonly itemId: string };

export const emptyBalance: Balance = { onHandMilli: 0, valueMicro: 0, averageCostMicro: 0, inTransitMilli: 0 };

/** The same, while moves are being posted to it. Internal to the package. */
export type OpenBalance = {
  locationId: string;
  itemId: string;
  onHandMilli: number;
  valueMicro: number;
  averageCostMicro: number;
  inTransitMilli: number;
};

/**
 * Balances by item and location, made on first use. Two levels, so that no key has to be built: joining
 * two ids for every move costs more than posting it.
 */
export class BalanceBook {
  readonly #byItem = new Map<string, Map<string, OpenBalance>>();

  /** The balance of the key, empty when it was not there. */
  open(locationId: string, itemId: string): OpenBalance {
    let byLocation = this.#byItem.get(itemId);
    if (byLocation === undefined) this.#byItem.set(itemId, (byLocation = new Map()));
    let balance = byLocation.get(locationId);
    if (balance === undefined) {
      balance = { locationId, itemId, onHandMilli: 0, valueMicro: 0, averageCostMicro: 0, inTransitMilli: 0 };
      byLocation.set(locationId, balance);
    }
    return balance;
  }

  find(locationId: string, itemId: string): OpenBalance | undefined {
    return this.#byItem.get(itemId)?.get(locationId);
  }

  *rows(): Generator<OpenBalance> {
    for (const byLocation of this.#byItem.values()) yield* byLocation.values();
  }
}
