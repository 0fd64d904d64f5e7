import { amountMinor, mulDivRound, type Currency } from '@barrow/kernel';

/** Goods of one item at one price that are treated alike so far. */
export type Portion = {
  readonly group: number;
  readonly itemId: string;
  readonly unitPriceMicro: number;
  readonly qtyMilli: number;
  readonly grossMinor: number;
  /** What promotions took off so far. */
  readonly takenMinor: number;
  /** `free`: nothing yet; `stacked`: only promotions that stack; `closed`: one that does not. */
  readonly state: 'free' | 'stacked' | 'closed';
};

/** What is left to pay. */
export function leftMinor({ grossMinor, takenMinor }: Portion): number {
  return grossMinor - takenMinor;
}

/** Whole units; goods by weight have none. */
export function unitsOf({ qtyMilli }: Portion): number {
  return qtyMilli % 1_000 === 0 ? qtyMilli / 1_000 : 0;
}

/** What is left to pay for one unit, rounded. */
export function unitLeftMinor(portion: Portion): number {
  return mulDivRound(leftMinor(portion), 1, Math.max(1, unitsOf(portion)));
}

/** The dearest first; what costs the same by item, so that the order of scanning does not matter. */
export function dearestFirst(a: Portion, b: Portion): number {
  return (
    unitLeftMinor(b) - unitLeftMinor(a) ||
    b.unitPriceMicro - a.unitPriceMicro ||
    (a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : 0) ||
    b.qtyMilli - a.qtyMilli ||
    a.takenMinor - b.takenMinor
  );
}

/** A portion without so many of its units, and the units; what was taken goes along in proportion. */
export function split(portion: Portion, units: number, currency: Currency): readonly [Portion, Portion] {
  const qtyMilli = units * 1_000;
  const grossMinor = amountMinor(portion.unitPriceMicro, qtyMilli, currency);
  const takenMinor = mulDivRound(portion.takenMinor, qtyMilli, portion.qtyMilli);
  const rest = {
    ...portion,
    qtyMilli: portion.qtyMilli - qtyMilli,
    grossMinor: portion.grossMinor - grossMinor,
    takenMinor: portion.takenMinor - takenMinor,
  };
  return [rest, { ...portion, qtyMilli, grossMinor, takenMinor }];
}
