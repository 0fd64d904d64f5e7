import { assert, weekdayOf, type Day } from '@barrow/kernel';

/** What one item sold at one location, day by day, without a gap. */
export type DemandHistory = {
  /** The day of the first element. It is the day the item entered the assortment, or later. */
  readonly firstDay: Day;
  /** Net sales a day in thousandths. A day on which more came back than was sold counts as no demand. */
  readonly soldMilli: ArrayLike<number>;
  /**
   * Days on which demand could not show: out of stock for a part of the day, or closed (true or 1). Such a day is
   * ignored, except where it sold more than was expected all the same. Shorter than `soldMilli` means that the rest is
   * not censored.
   */
  readonly censored?: ArrayLike<number | boolean>;
};

/** A history made ready for the methods: no negatives, freak days capped, flags dense. */
export type DemandSeries = {
  readonly days: number;
  /** Weekday of the first element, 0 (Monday) to 6. */
  readonly firstWeekday: number;
  readonly soldMilli: Float64Array;
  readonly censored: Uint8Array;
  /** Days that count: not censored. */
  readonly observedDays: number;
  /** Of the days that count, those with a sale. */
  readonly demandDays: number;
  /** Mean and squared coefficient of variation of the quantity on a day with a sale. 0 without one. */
  readonly sizeMeanMilli: number;
  readonly sizeCv2: number;
  /** Days cut down to the cap because they are far outside of what the item otherwise sells. */
  readonly cappedDays: number;
};

const minimumDemandDaysToCap = 8;

/**
 * The most that one day may count: mean + max(6 sd, 4 means) of the days with a sale, leaving out the largest.
 * Wholesale orders through a shop's till, and typing errors, would otherwise be ordered for weeks. Infinity where there
 * is too little to judge by.
 */
function capMilli(sold: Float64Array, censored: Uint8Array): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (let day = 0; day < sold.length; day += 1) {
    const value = sold[day]!;
    if (value === 0 || censored[day] === 1) continue;
    count += 1;
    sum += value;
    squares += value * value;
    if (value > largest) largest = value;
  }
  if (count < minimumDemandDaysToCap) return Infinity;
  const mean = (sum - largest) / (count - 1);
  const variance = Math.max(0, (squares - largest * largest) / (count - 1) - mean * mean);
  return mean + Math.max(6 * Math.sqrt(variance), 4 * mean);
}

/** Makes a history ready for the methods. Callers ensure finite numbers. */
export function demandSeries(history: DemandHistory): DemandSeries {
  const days = history.soldMilli.length;
  const soldMilli = new Float64Array(days);
  const censored = new Uint8Array(days);
  const flags = history.censored;
  for (let day = 0; day < days; day += 1) {
    const value = history.soldMilli[day]!;
    if (value > 0) soldMilli[day] = value;
    if (flags?.[day]) censored[day] = 1;
  }
  const cap = capMilli(soldMilli, censored);
  assert(!Number.isNaN(cap), 'daily sales are finite numbers');
  let observedDays = 0;
  let demandDays = 0;
  let cappedDays = 0;
  let sum = 0;
  let squares = 0;
  for (let day = 0; day < days; day += 1) {
    if (soldMilli[day]! > cap) {
      soldMilli[day] = cap;
      cappedDays += 1;
    }
    if (censored[day] === 1) continue;
    observedDays += 1;
    const value = soldMilli[day]!;
    if (value === 0) continue;
    demandDays += 1;
    sum += value;
    squares += value * value;
  }
  const sizeMeanMilli = demandDays === 0 ? 0 : sum / demandDays;
  const variance = demandDays === 0 ? 0 : Math.max(0, squares / demandDays - sizeMeanMilli * sizeMeanMilli);
  return {
    days,
    firstWeekday: weekdayOf(history.firstDay) - 1,
    soldMilli,
    censored,
    observedDays,
    demandDays,
    sizeMeanMilli,
    sizeCv2: demandDays === 0 ? 0 : variance / (sizeMeanMilli * sizeMeanMilli),
    cappedDays,
  };
}
