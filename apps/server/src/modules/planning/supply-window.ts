import { deliveryDayFor, nextOrderDays, orderWindow, type OrderWindow, type SupplierCalendar } from '@barrow/inventory';
import { addDays, daysBetween, instantOfLocal, minuteMs, must } from '@barrow/kernel';
import type { SupplierTerms, SupplyTerm } from '../supply/index.ts';

export type WindowFinder = (term: SupplyTerm, reviewDays: number | null) => OrderWindow | undefined;

/**
 * The order windows of a location's items on a day, each computed once. `nowMs` null: the day has not begun. A policy that reviews more
 * seldom than the supplier takes orders makes the window longer. Undefined when the supplier is gone or
 * its calendar is closed for more than a year.
 */
export function createWindowFinder(
  suppliers: ReadonlyMap<string, SupplierTerms>,
  day: string,
  nowMs: number | null,
): WindowFinder {
  const windows = new Map<string, OrderWindow | undefined>();
  return (term, reviewDays) => {
    const supplier = suppliers.get(term.supplierId);
    if (supplier === undefined) return undefined;
    const leadTimeDays = term.leadTimeDays ?? supplier.leadTimeDays;
    const leadTimeSdDays = term.leadTimeSdDays ?? supplier.leadTimeSdDays;
    const key = `${term.supplierId}:${leadTimeDays}:${leadTimeSdDays}:${reviewDays}`;
    if (windows.has(key)) return windows.get(key);
    const calendar = { ...supplier.calendar, leadTimeDays };
    const nowMinutes =
      nowMs === null ? 0 : Math.max(0, Math.floor((nowMs - instantOfLocal(day, 0, supplier.timeZone)) / minuteMs));
    const window = windowOf(calendar, day, nowMinutes, leadTimeSdDays, reviewDays);
    windows.set(key, window);
    return window;
  };
}

function windowOf(
  calendar: SupplierCalendar,
  day: string,
  nowMinutes: number,
  leadTimeSdDays: number,
  reviewDays: number | null,
): OrderWindow | undefined {
  try {
    const window = orderWindow(calendar, day, nowMinutes, leadTimeSdDays);
    if (reviewDays === null || daysBetween(window.orderDay, window.nextOrderDay) >= reviewDays) return window;
    const nextOrderDay = must(nextOrderDays(calendar, addDays(window.orderDay, reviewDays), 0, 1)[0], 'next order day');
    const nextDeliveryDay = deliveryDayFor(calendar, nextOrderDay);
    return { ...window, nextOrderDay, nextDeliveryDay, protectionDays: daysBetween(day, nextDeliveryDay) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
