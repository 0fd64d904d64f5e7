import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  businessDay,
  dayMs,
  dayNumber,
  dayOfNumber,
  daysBetween,
  hourMs,
  instantOfLocal,
  isDay,
  isTimeZone,
  minuteMs,
  offsetMs,
  weekdayOf,
} from './time.ts';

const at = (text: string): number => Date.parse(text);
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: at('2012-01-01T00:00Z'), max: at('2035-01-01T00:00Z') });

describe('calendar days', () => {
  it('agree with the calendar of the runtime', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (number) => {
        const date = new Date(number * dayMs);
        const day = dayOfNumber(number);
        expect(day).toBe(date.toISOString().slice(0, 10));
        expect(dayNumber(day)).toBe(number);
        expect(weekdayOf(day)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
      }),
    );
  });

  it('are counted over leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
    expect(daysBetween('2024-02-01', '2024-03-01')).toBe(29);
  });

  it('exist or not', () => {
    expect(['2024-02-29', '2025-02-29', '2025-13-01', '2025-00-10', '2025-1-1', 'today'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('time zones', () => {
  it('are those of the IANA database; an offset is none', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Base', '', '+02:00', '-05'].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('have offsets that change when clocks do', () => {
    expect(offsetMs(at('2025-03-30T00:59:59.999Z'), 'Europe/Berlin')).toBe(hourMs);
    expect(offsetMs(at('2025-03-30T01:00:00Z'), 'Europe/Berlin')).toBe(2 * hourMs);
    expect(offsetMs(at('2025-10-26T00:59:59Z'), 'Europe/Berlin')).toBe(2 * hourMs);
    expect(offsetMs(at('2025-10-26T01:00:00Z'), 'Europe/Berlin')).toBe(hourMs);
    expect(offsetMs(at('2025-01-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(5.75 * hourMs);
    expect(offsetMs(at('2025-01-01T00:00:00Z'), 'America/New_York')).toBe(-5 * hourMs);
  });
});

describe('the instant of a local time', () => {
  it.each([
    ['an ordinary one', '2025-06-01', 90, 'Europe/Berlin', '2025-05-31T23:30Z'],
    ['one that clocks skip, east of Greenwich', '2025-03-30', 150, 'Europe/Berlin', '2025-03-30T01:30Z'],
    ['one that clocks skip, west of Greenwich', '2025-03-09', 150, 'America/New_York', '2025-03-09T07:30Z'],
    ['one that comes twice, east of Greenwich: the first', '2025-10-26', 150, 'Europe/Berlin', '2025-10-26T00:30Z'],
    ['one that comes twice, west of Greenwich: the first', '2025-11-02', 90, 'America/New_York', '2025-11-02T05:30Z'],
    ['midnight after clocks went back at midnight', '2025-04-06', 0, 'America/Santiago', '2025-04-06T04:00Z'],
    ['midnight that clocks skip', '2025-09-07', 0, 'America/Santiago', '2025-09-07T04:00Z'],
    ['one of a day that was left out', '2011-12-30', 720, 'Pacific/Apia', '2011-12-30T22:00Z'],
  ])('%s', (_what, day, minutes, timeZone, expected) => {
    expect(new Date(instantOfLocal(day, minutes, timeZone)).toISOString()).toBe(new Date(at(expected)).toISOString());
  });

  it('is the instant again, or the first of the two at which clocks show the same', () => {
    fc.assert(
      fc.property(instant, zone, (atMs, timeZone) => {
        const minute = Math.floor(atMs / minuteMs) * minuteMs;
        const wallMs = minute + offsetMs(minute, timeZone);
        const day = dayOfNumber(Math.floor(wallMs / dayMs));
        const found = instantOfLocal(day, (wallMs - dayNumber(day) * dayMs) / minuteMs, timeZone);
        expect(found).toBeLessThanOrEqual(minute);
        expect(found + offsetMs(found, timeZone)).toBe(wallMs);
      }),
    );
  });
});

describe('the business day', () => {
  it('ends at its cut-off', () => {
    expect(businessDay(at('2025-06-02T01:59:59Z'), 'Europe/Berlin', 240)).toBe('2025-06-01');
    expect(businessDay(at('2025-06-02T02:00:00Z'), 'Europe/Berlin', 240)).toBe('2025-06-02');
  });

  it('ends at its cut-off on the wall clock when clocks go forward and back', () => {
    expect(businessDay(at('2025-03-30T01:59:59Z'), 'Europe/Berlin', 240)).toBe('2025-03-29');
    expect(businessDay(at('2025-03-30T02:00:00Z'), 'Europe/Berlin', 240)).toBe('2025-03-30');
    expect(businessDay(at('2025-10-26T02:59:59Z'), 'Europe/Berlin', 240)).toBe('2025-10-25');
    expect(businessDay(at('2025-10-26T03:00:00Z'), 'Europe/Berlin', 240)).toBe('2025-10-26');
  });

  it('does not come back when its cut-off comes twice', () => {
    const halfPastTwo = at('2025-10-26T00:30:00Z');
    const days = [-1, 0, 45 * minuteMs, hourMs, 2 * hourMs].map((later) =>
      businessDay(halfPastTwo + later, 'Europe/Berlin', 150),
    );
    expect(days).toEqual(['2025-10-25', '2025-10-26', '2025-10-26', '2025-10-26', '2025-10-26']);
  });

  it('never goes back, at any cut-off, in any hour around a change of clocks', () => {
    const change = fc.constantFrom(
      ['Europe/Berlin', at('2025-10-26T01:00Z')] as const,
      ['America/New_York', at('2025-11-02T06:00Z')] as const,
      ['America/Santiago', at('2025-04-06T03:00Z')] as const,
      ['Australia/Lord_Howe', at('2025-04-05T15:00Z')] as const,
      ['Europe/Berlin', at('2025-03-30T01:00Z')] as const,
    );
    const near = fc.integer({ min: -5 * hourMs, max: 5 * hourMs });
    fc.assert(
      fc.property(change, near, near, fc.integer({ min: 0, max: 1439 }), ([timeZone, changeMs], one, other, cutoff) => {
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
        const days = [earlier, later].map((offset) => businessDay(changeMs + offset, timeZone, cutoff));
        expect(days[0]! <= days[1]!).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('begins at the instant at which clocks first show the cut-off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16_000, max: 23_000 }),
        zone,
        fc.integer({ min: 0, max: 1439 }),
        (number, timeZone, cutoff) => {
          const day = dayOfNumber(number);
          const start = instantOfLocal(day, cutoff, timeZone);
          const isShown = start + offsetMs(start, timeZone) === number * dayMs + cutoff * minuteMs;
          expect(businessDay(start, timeZone, cutoff)).toBe(day);
          expect(isShown ? businessDay(start - 1, timeZone, cutoff) : addDays(day, -1)).toBe(addDays(day, -1));
        },
      ),
    );
  });
});
