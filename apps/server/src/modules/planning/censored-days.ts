import type { OnHandHistory } from '../stock/index.ts';

/** Books below zero are wrong: so many days without a sale may still mean an empty shelf, more means that nobody asks. */
const mostDaysBelowZero = 28;

/** The day on which an item came to a location, as days after the range's first; the range's length when it never did. */
export function enteredOffset(
  days: number,
  firstSoldOffset: number | undefined,
  onHand: Pick<OnHandHistory, 'wasThere' | 'firstMoveOffset'> | undefined,
): number {
  if (onHand?.wasThere === true) return 0;
  return Math.max(0, Math.min(days, firstSoldOffset ?? days, onHand?.firstMoveOffset ?? days));
}

/**
 * Marks the days on which demand could not show: closed, or out of stock at the day's end. Where an item sold on although the books
 * said none was left, it was there: a stretch of empty days counts as out of stock from its last sale on only, and, while the books
 * are below zero, for four weeks at most.
 */
export function censoredDays(
  soldMilli: ArrayLike<number>,
  onHand: Pick<OnHandHistory, 'endOfDayMilli'> | undefined,
  closed: Uint8Array,
): Uint8Array {
  const censored = Uint8Array.from(closed);
  if (onHand === undefined) return censored;
  const days = soldMilli.length;
  const ends = onHand.endOfDayMilli();
  let stretch: { from: number; lastSold: number } | undefined;
  const close = (to: number): void => {
    if (stretch === undefined) return;
    const from = Math.max(stretch.from, stretch.lastSold);
    for (let day = from; day < to; day += 1) {
      if (ends[day] === 0 || day - from < mostDaysBelowZero) censored[day] = 1;
    }
    stretch = undefined;
  };
  for (let day = 0; day < days; day += 1) {
    if (ends[day]! > 0) close(day);
    else {
      stretch ??= { from: day, lastSold: -1 };
      if (soldMilli[day]! > 0) stretch.lastSold = day;
    }
  }
  close(days);
  return censored;
}
