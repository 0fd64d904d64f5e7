import { addDays, assert, weekdayOf, type Day } from '@barrow/kernel';

/** When a supplier takes orders from a location and brings them. Weekdays are ISO: 1 (Monday) to 7 (Sunday). */
export type SupplierCalendar = {
  /** Weekdays on which an order may be placed; empty means any. */
  readonly orderWeekdays: readonly number[];
  /** Minutes after midnight, local time, until which an order still counts for its day; 1440 means all day. */
  readonly cutoffMinutes: number;
  /** Calendar days from the order day to the day the goods are ready to be brought. */
  readonly leadTimeDays: number;
  /** Weekdays on which goods are brought; empty means any. */
  readonly deliveryWeekdays: readonly number[];
  /** Days on which neither orders are taken nor goods brought. */
  readonly closedDays: readonly Day[];
};

/** A calendar that opens on no day of a year and more is a mistake. */
const searchDays = 400;

function isOpen(day: Day, weekdays: readonly number[], closedDays: readonly Day[]): boolean {
  return (weekdays.length === 0 || weekdays.includes(weekdayOf(day))) && !closedDays.includes(day);
}

function firstOpenDay(from: Day, weekdays: readonly number[], closedDays: readonly Day[]): Day {
  let day = from;
  for (let step = 0; step < searchDays; step += 1) {
    if (isOpen(day, weekdays, closedDays)) return day;
    day = addDays(day, 1);
  }
  throw new RangeError(`the supplier's calendar has no open day in the ${searchDays} days from ${from}`);
}

/**
 * The next `count` days on which an order can be placed, seen from `today` at `nowMinutes` after midnight: today itself
 * until the cut-off. Throws RangeError when the calendar is closed for more than a year.
 */
export function nextOrderDays(calendar: SupplierCalendar, today: Day, nowMinutes: number, count: number): Day[] {
  const days: Day[] = [];
  let from = nowMinutes <= calendar.cutoffMinutes ? today : addDays(today, 1);
  while (days.length < count) {
    const day = firstOpenDay(from, calendar.orderWeekdays, calendar.closedDays);
    days.push(day);
    from = addDays(day, 1);
  }
  return days;
}

/**
 * The day on which the goods of an order come: the first delivery day once the lead time has passed. Throws as
 * `nextOrderDays`.
 */
export function deliveryDayFor(calendar: SupplierCalendar, orderDay: Day): Day {
  assert(calendar.leadTimeDays >= 0, 'a lead time is not negative');
  return firstOpenDay(addDays(orderDay, calendar.leadTimeDays), calendar.deliveryWeekdays, calendar.closedDays);
}
