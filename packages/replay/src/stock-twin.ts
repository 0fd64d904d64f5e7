/** The stock of an item at a location at the end of each day of a period, as it was. */
export type DailyStock = {
  readonly locationId: string;
  readonly itemId: string;
  readonly onHandMilli: readonly number[];
};

/** A change of stock that would have happened, on a day of the period counted from 0. */
export type StockChange = {
  readonly locationId: string;
  readonly itemId: string;
  readonly day: number;
  readonly deltaMilli: number;
};

/** The pairs of location and item that changes touch. */
export function touchedPairs(
  changes: readonly StockChange[],
): { readonly locationId: string; readonly itemId: string }[] {
  return [...new Map(changes.map((one) => [keyOf(one), { locationId: one.locationId, itemId: one.itemId }])).values()];
}

/**
 * By how many item-location-days without stock changes differ from what was: a day is without stock when nothing is there at its end. Demand is
 * taken as it was: what would have sold, had there been more, nobody knows.
 */
export function stockOutDaysSaved(before: readonly DailyStock[], changes: readonly StockChange[]): number {
  const byPair = new Map<string, StockChange[]>();
  for (const change of changes) {
    const own = byPair.get(keyOf(change));
    if (own === undefined) byPair.set(keyOf(change), [change]);
    else own.push(change);
  }
  let saved = 0;
  for (const daily of before) {
    const own = byPair.get(keyOf(daily)) ?? [];
    for (const [day, was] of daily.onHandMilli.entries()) {
      const change = own.reduce((sum, one) => (one.day <= day ? sum + one.deltaMilli : sum), 0);
      saved += Number(was <= 0) - Number(was + change <= 0);
    }
  }
  return saved;
}

function keyOf({ locationId, itemId }: { readonly locationId: string; readonly itemId: string }): string {
  return `${locationId} ${itemId}`;
}
