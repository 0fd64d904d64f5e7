import { addDays, isTimeZone, weekdayOf } from '@barrow/kernel';
import { describe, expect, it } from 'vitest';
import { easterOf, isHoliday, mothersDayOf, nthWeekday } from './holidays.ts';
import { demoLocations, openingOf } from './network.ts';
import { demoSuppliers, isSupplierClosed, takesOrderOn } from './suppliers.ts';

const today = '2026-11-23';
const locations = demoLocations({ seed: 7, today });

describe('the demo network', () => {
  it('has 12 locations of all six formats, in four currencies and several time zones', () => {
    expect(locations).toHaveLength(12);
    expect(new Set(locations.map(({ format }) => format)).size).toBe(6);
    expect(new Set(locations.map(({ currency }) => currency))).toEqual(new Set(['EUR', 'GBP', 'CHF', 'USD']));
    expect(locations.every(({ timeZone }) => isTimeZone(timeZone))).toBe(true);
    expect(new Set(locations.map(({ id }) => id)).size).toBe(12);
  });

  it('rounds cash to 5 Rappen in Switzerland and writes prices without tax in the United States', () => {
    expect(locations.filter(({ cashStepMinor }) => cashStepMinor === 5).map(({ currency }) => currency)).toEqual([
      'CHF',
    ]);
    expect(locations.filter(({ taxInclusive }) => !taxInclusive).map(({ currency }) => currency)).toEqual(['USD']);
  });

  it('has one pop-up that is open and one that is over, whatever the day', () => {
    for (const day of ['2026-11-23', '2026-12-10', '2026-12-25', '2027-01-01', '2028-02-29', '2026-06-30']) {
      const [current, finished] = demoLocations({ seed: 7, today: day }).filter(({ format }) => format === 'pop-up');
      expect(current?.firstDay !== undefined && current.firstDay < day && (current.lastDay ?? '') > day).toBe(true);
      expect((finished?.lastDay ?? '9') < day && (finished?.firstDay ?? '') > addDays(day, -548)).toBe(true);
    }
  });

  it('ends every opening before the cut-off of its business day, also after midnight', () => {
    for (const { openingPeriods, cutoffMinutes } of locations) {
      for (const { opensMinutes, closesMinutes } of openingPeriods) {
        expect(opensMinutes).toBeGreaterThanOrEqual(cutoffMinutes);
        expect(closesMinutes).toBeGreaterThan(opensMinutes);
        expect(closesMinutes).toBeLessThanOrEqual(1440 + cutoffMinutes);
      }
    }
    expect(
      locations.some(({ openingPeriods }) => openingPeriods.some(({ closesMinutes }) => closesMinutes > 1440)),
    ).toBe(true);
  });

  it('closes on holidays and outside a pop-up’s days', () => {
    const [berlin] = locations;
    expect(berlin && openingOf(berlin, '2026-12-25')).toBeUndefined();
    expect(berlin && openingOf(berlin, '2026-11-24')).toMatchObject({ opensMinutes: 600, closesMinutes: 1200 });
    const finished = locations.find(({ code }) => code === 'VIE-X');
    expect(finished && openingOf(finished, '2025-11-14')).toBeUndefined();
    expect(finished && openingOf(finished, '2025-11-17')).toBeDefined();
    expect(finished && openingOf(finished, '2025-12-24')).toBeUndefined();
  });
});

describe('the calendar of events', () => {
  it('knows Easter, Thanksgiving and the several Mother’s Days', () => {
    expect([easterOf(2024), easterOf(2025), easterOf(2026), easterOf(2038)]).toEqual([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2038-04-25',
    ]);
    expect(nthWeekday(2026, 11, 4, 4)).toBe('2026-11-26');
    expect(isHoliday('2026-11-26', 'US')).toBe(true);
    expect(mothersDayOf(2026, 'DE')).toBe('2026-05-10');
    expect(mothersDayOf(2026, 'GB')).toBe('2026-03-15');
    expect(mothersDayOf(2026, 'FR')).toBe('2026-05-31');
    expect(mothersDayOf(2026, 'PT')).toBe('2026-05-03');
  });
});

describe('the suppliers', () => {
  it('take orders only on their weekdays, and not while they are closed', () => {
    for (const supplier of demoSuppliers({ seed: 7 })) {
      const days = Array.from({ length: 180 }, (_, later) => addDays('2026-07-20', later)).filter((day) =>
        takesOrderOn(supplier, day),
      );
      expect(new Set(days.map(weekdayOf))).toEqual(new Set(supplier.orderWeekdays));
      expect(days.some((day) => day.slice(5) >= '12-24')).toBe(false);
      expect(isSupplierClosed(supplier, '2026-12-28')).toBe(true);
    }
  });
});
