import type { Location } from '@barrow/contracts';
import type { DayFactor } from '@barrow/demand';
import { addDays, weekdayOf } from '@barrow/kernel';

/** A location without opening periods is open on every day. */
function openWeekdays(location: Location): ReadonlySet<number> {
  const { openingPeriods } = location;
  return new Set(openingPeriods.length === 0 ? [1, 2, 3, 4, 5, 6, 7] : openingPeriods.map((period) => period.weekday));
}

/** 1 for each day of a range on which a location does not trade: outside of its first and last day, and weekdays it does not open. */
export function closedDays(location: Location, fromDay: string, days: number): Uint8Array {
  const open = openWeekdays(location);
  const closed = new Uint8Array(days);
  let weekday = weekdayOf(fromDay);
  let day = fromDay;
  for (let offset = 0; offset < days; offset += 1) {
    const outside =
      (location.firstDay !== null && day < location.firstDay) || (location.lastDay !== null && day > location.lastDay);
    if (outside || !open.has(weekday)) closed[offset] = 1;
    weekday = weekday === 7 ? 1 : weekday + 1;
    day = addDays(day, 1);
  }
  return closed;
}

/** The days ahead on which nothing will sell, as a forecast takes them. */
export function closedAhead(location: Location, fromDay: string, days: number): DayFactor[] {
  const ahead: DayFactor[] = [];
  closedDays(location, fromDay, days).forEach((closed, dayOffset) => {
    if (closed === 1) ahead.push({ dayOffset, factor: 0 });
  });
  return ahead;
}
