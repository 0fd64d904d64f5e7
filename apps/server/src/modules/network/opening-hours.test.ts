import { describe, expect, it } from 'vitest';
import { hoursAt } from './opening-hours.ts';

const every = [1, 2, 3, 4, 5, 6, 7];
const shop = {
  timeZone: 'Europe/Berlin',
  firstDay: null,
  lastDay: null,
  openingPeriods: every.map((weekday) => ({ weekday, opensMinutes: 540, closesMinutes: 1_080 })),
};
const at = (text: string): number => Date.parse(text);
const text = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

describe('opening hours', () => {
  it('are told by the clock of the location, also on the day on which clocks change', () => {
    const before = hoursAt(shop, at('2026-10-25T07:30:00Z'));
    expect([before.isOpen, text(before.opensAtMs)]).toEqual([false, '2026-10-25T08:00:00.000Z']);
    const summer = hoursAt(shop, at('2026-10-24T07:30:00Z'));
    expect([summer.isOpen, text(summer.openedAtMs), text(summer.closesAtMs)]).toEqual([
      true,
      '2026-10-24T07:00:00.000Z',
      '2026-10-24T16:00:00.000Z',
    ]);
  });

  it('go beyond midnight', () => {
    const bar = { ...shop, openingPeriods: [{ weekday: 5, opensMinutes: 1_200, closesMinutes: 1_560 }] };
    expect(hoursAt(bar, at('2026-11-27T23:30:00Z'))).toMatchObject({
      isOpen: true,
      closesAtMs: at('2026-11-28T01:00:00Z'),
    });
    expect(hoursAt(bar, at('2026-11-28T01:00:00Z')).isOpen).toBe(false);
  });

  it('that a break divides belong to one day', () => {
    const split = {
      ...shop,
      openingPeriods: [
        { weekday: 5, opensMinutes: 840, closesMinutes: 1_140 },
        { weekday: 5, opensMinutes: 540, closesMinutes: 780 },
      ],
    };
    expect(hoursAt(split, at('2026-11-27T15:00:00Z'))).toMatchObject({
      openedAtMs: at('2026-11-27T13:00:00Z'),
      day: '2026-11-27',
      dayOpenedAtMs: at('2026-11-27T08:00:00Z'),
      dayClosesAtMs: at('2026-11-27T18:00:00Z'),
    });
  });

  it('of a pop-up end with it, and are not known where none are given', () => {
    const popUp = { ...shop, firstDay: '2026-11-01', lastDay: '2026-11-20' };
    expect(hoursAt(popUp, at('2026-11-21T12:00:00Z'))).toEqual({
      isOpen: false,
      openedAtMs: null,
      closesAtMs: null,
      opensAtMs: null,
      day: null,
      dayOpenedAtMs: null,
      dayClosesAtMs: null,
    });
    expect(hoursAt({ ...shop, openingPeriods: [] }, at('2026-11-21T12:00:00Z')).isOpen).toBe(false);
  });
});
