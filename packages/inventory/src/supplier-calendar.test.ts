import { describe, expect, it } from 'vitest';
import { deliveryDayFor, nextOrderDays, orderWindow, type SupplierCalendar } from './index.ts';

/** Orders on Tuesday and Friday until noon, two days' lead time, no deliveries at weekends. 2026-03-02 is a Monday. */
const calendar: SupplierCalendar = {
  orderWeekdays: [2, 5],
  cutoffMinutes: 12 * 60,
  leadTimeDays: 2,
  deliveryWeekdays: [1, 2, 3, 4, 5],
  closedDays: ['2026-03-13'],
};

describe('nextOrderDays', () => {
  it('counts today until the cut-off, and not after', () => {
    expect(nextOrderDays(calendar, '2026-03-03', 12 * 60, 2)).toEqual(['2026-03-03', '2026-03-06']);
    expect(nextOrderDays(calendar, '2026-03-03', 12 * 60 + 1, 2)).toEqual(['2026-03-06', '2026-03-10']);
  });

  it('passes over days on which the supplier is closed', () => {
    expect(nextOrderDays(calendar, '2026-03-10', 0, 2)).toEqual(['2026-03-10', '2026-03-17']);
  });

  it('refuses a calendar that never opens', () => {
    expect(() => nextOrderDays({ ...calendar, orderWeekdays: [8] }, '2026-03-10', 0, 1)).toThrow(RangeError);
  });
});

describe('deliveryDayFor', () => {
  it('waits for a day on which goods are brought', () => {
    expect(deliveryDayFor(calendar, '2026-03-03')).toBe('2026-03-05');
    expect(deliveryDayFor(calendar, '2026-03-06')).toBe('2026-03-09');
    expect(deliveryDayFor({ ...calendar, deliveryWeekdays: [5] }, '2026-03-10')).toBe('2026-03-20');
  });
});

describe('orderWindow', () => {
  it('lasts from today until the delivery after next', () => {
    const window = orderWindow(calendar, '2026-03-02', 0, 1);
    expect(window).toMatchObject({
      orderDay: '2026-03-03',
      deliveryDay: '2026-03-05',
      nextOrderDay: '2026-03-06',
      nextDeliveryDay: '2026-03-09',
      deliveryInDays: 3,
      protectionDays: 7,
      leadTimeSdDays: 1,
    });
  });

  it('takes order days that share a delivery as one', () => {
    const weekly = { ...calendar, deliveryWeekdays: [1] };
    const window = orderWindow(weekly, '2026-03-02', 0);
    expect(window.deliveryDay).toBe('2026-03-09');
    expect(window.nextOrderDay).toBe('2026-03-10');
    expect(window.nextDeliveryDay).toBe('2026-03-16');
  });
});
