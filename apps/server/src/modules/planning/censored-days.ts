import type { OnHandHistory, OnHandSign } from '../stock/index.ts';

/** Books below zero are wrong: so many days without a sale may still mean an empty shelf, more means that nobody asks. */
const mostDaysBelowZero = 28;

/** The day on which an item came to a location, as days after the range's first; the range's length when it never did. */
export function enteredOffset(
  days: number,
  firstSoldOffset: number | undefined,
  onHand: OnHandHistory | undefined,
): number {
  if (onHand !== undefined && onHand.before !== 0) return 0;
  return Math.max(0, Math.min(days, firstSoldOffset ?? days, onHand?.firstMoveOffset ?? days));
}

/**
 * Marks the days on which demand could not show: closed, or out of stock at the day's end. Where an item sold on although the books
 * said none was left, it was there: a stretch of empty days counts as out of stock from its last sale on only, and, while the books
 * are below zero, for four weeks at most.
 */
export function censoredDays(
  soldMilli: ArrayLike<number>,
  onHand: OnHandHistory | undefined,
  closed: Uint8Array,
): Uint8Array {
  const censored = Uint8Array.from(closed);
  if (onHand === undefined) return censored;
  const days = soldMilli.length;
  let sign: OnHandSign = onHand.before;
  let stretch: { from: number; lastSold: number } | undefined;
  const signs = new Int8Array(days);
  let next = 0;
  for (let day = 0; day < days; day += 1) {
    while (next < onHand.changes.length && onHand.changes[next]!.offset <= day) {
      sign = onHand.changes[next]!.sign;
      next += 1;
    }
    signs[day] = sign;
  }
  const close = (to: number): void => {
    if (stretch === undefined) return;
    const from = Math.max(stretch.from, stretch.lastSold);
    for (let day = from; day < to; day += 1) {
      if (signs[day] === 0 || day - from < mostDaysBelowZero) censored[day] = 1;
    }
    stretch = undefined;
  };
  for (let day = 0; day < days; day += 1) {
    if (signs[day] === 1) close(day);
    else {
      stretch ??= { from: day, lastSold: -1 };
      if (soldMilli[day]! > 0) stretch.lastSold = day;
    }
  }
  close(days);
  return censored;
}
