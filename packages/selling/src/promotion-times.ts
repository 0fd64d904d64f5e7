import type { Promotion, PromotionTimes } from '@barrow/contracts';
import { addDays, businessDay, dayMs, minuteMs, offsetMs, weekdayOf, type Day } from '@barrow/kernel';

/** Where and when a basket is priced, and for whom. */
export type PromotionMoment = {
  readonly locationId: string;
  /** The calendar day at the location. */
  readonly day: Day;
  /** Minutes after midnight there. */
  readonly minute: number;
  /** Segments of the customer; empty for nobody in particular. */
  readonly segments: readonly string[];
};

/** The local day and minute of an instant. */
export function momentAt(atMs: number, timeZone: string): Pick<PromotionMoment, 'day' | 'minute'> {
  const localMs = atMs + offsetMs(atMs, timeZone);
  return {
    day: businessDay(atMs, timeZone, 0),
    minute: Math.floor((((localMs % dayMs) + dayMs) % dayMs) / minuteMs),
  };
}

/** Whether a promotion holds here, now and for this customer. */
export function holds(promotion: Promotion, { locationId, segments, ...at }: PromotionMoment): boolean {
  const { segment, locationIds, times } = promotion;
  if (segment !== null && !segments.includes(segment)) return false;
  if (locationIds !== null && !locationIds.includes(locationId)) return false;
  return isTime(times, at);
}

/** Hours over midnight belong to the day on which they begin. */
function isTime(
  { firstDay, lastDay, weekdays, fromMinute = 0, toMinute = 1_440 }: PromotionTimes,
  { day, minute }: Pick<PromotionMoment, 'day' | 'minute'>,
): boolean {
  const isOvernight = toMinute <= fromMinute;
  const isMorningAfter = isOvernight && minute < toMinute;
  if (!isMorningAfter && (minute < fromMinute || (!isOvernight && minute >= toMinute))) return false;
  const began = isMorningAfter ? addDays(day, -1) : day;
  if (firstDay !== undefined && began < firstDay) return false;
  if (lastDay !== undefined && began > lastDay) return false;
  return weekdays === undefined || weekdays.includes(weekdayOf(began));
}
