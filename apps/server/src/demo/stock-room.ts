import { assert, must } from '@barrow/kernel';

/** Stock of every item at every location, in thousandths. Places and items are indices. Going below zero is a bug and throws. */
export type StockRoom = {
  readonly onHand: (place: number, item: number) => number;
  readonly put: (place: number, item: number, qtyMilli: number) => void;
  readonly take: (place: number, item: number, qtyMilli: number) => void;
};

export function createStockRoom(places: number, items: number): StockRoom {
  const quantities = new Float64Array(places * items);
  const onHand = (place: number, item: number): number => must(quantities[place * items + item], 'quantity');
  const put = (place: number, item: number, qtyMilli: number): void => {
    const after = onHand(place, item) + qtyMilli;
    assert(Number.isSafeInteger(after) && after >= 0, `stock of item ${item} at place ${place} would be ${after}`);
    quantities[place * items + item] = after;
  };
  return { onHand, put, take: (place, item, qtyMilli) => put(place, item, -qtyMilli) };
}
