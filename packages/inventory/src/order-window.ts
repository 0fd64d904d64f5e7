import { daysBetween, must, type Day } from '@barrow/kernel';
import { deliveryDayFor, nextOrderDays, type SupplierCalendar } from './supplier-calendar.ts';

/**
 * The time an order placed now has to last: until the goods of the order after it arrive (review period + lead time;
 * Silver, Pyke and Thomas 2017). The same for all items of a supplier at a location: compute it once.
 */
export type OrderWindow = {
  readonly today: Day;
  readonly orderDay: Day;
  readonly deliveryDay: Day;
  readonly nextOrderDay: Day;
  /** When the goods of the next order arrive. The window covers `today` to the day before. */
  readonly nextDeliveryDay: Day;
  /** From today until the goods of this order arrive. */
  readonly deliveryInDays: number;
  /** From today until the goods of the next order arrive: the protection interval. */
  readonly protectionDays: number;
  /** Standard deviation of the lead time. */
  readonly leadTimeSdDays: number;
};

/**
 * The window of an order placed at the next opportunity. Order days whose goods would come with the same delivery are
 * one opportunity: the next order day is the first that brings a later delivery.
 */
export function orderWindow(
  calendar: SupplierCalendar,
  today: Day,
  nowMinutes: number,
  leadTimeSdDays = 0,
): OrderWindow {
  const orderDay = must(nextOrderDays(calendar, today, nowMinutes, 1)[0], 'order day');
  const deliveryDay = deliveryDayFor(calendar, orderDay);
  let nextOrderDay = orderDay;
  let nextDeliveryDay = deliveryDay;
  while (nextDeliveryDay <= deliveryDay) {
    nextOrderDay = must(nextOrderDays(calendar, nextOrderDay, calendar.cutoffMinutes + 1, 1)[0], 'next order day');
    nextDeliveryDay = deliveryDayFor(calendar, nextOrderDay);
  }
  return {
    today,
    orderDay,
    deliveryDay,
    nextOrderDay,
    nextDeliveryDay,
    deliveryInDays: daysBetween(today, deliveryDay),
    protectionDays: daysBetween(today, nextDeliveryDay),
    leadTimeSdDays,
  };
}
