import { expect, it } from 'vitest';
import { afterQuietHours } from './quiet-hours.ts';

const at = (text: string): number => Date.parse(text);
const night = { fromMinutes: 22 * 60, toMinutes: 7 * 60, timeZone: 'Europe/Berlin' };

it('puts off what falls into a night until the morning, by the wall clock', () => {
  expect(afterQuietHours(at('2026-01-10T21:30:00Z'), night)).toBe(at('2026-01-11T06:00:00Z'));
  expect(afterQuietHours(at('2026-01-11T03:00:00Z'), night)).toBe(at('2026-01-11T06:00:00Z'));
  // clocks go forward in this night
  expect(afterQuietHours(at('2026-03-28T22:00:00Z'), night)).toBe(at('2026-03-29T05:00:00Z'));
});

it('leaves alone what falls outside, and the end itself', () => {
  expect(afterQuietHours(at('2026-01-11T06:00:00Z'), night)).toBe(at('2026-01-11T06:00:00Z'));
  expect(afterQuietHours(at('2026-01-11T12:00:00Z'), night)).toBe(at('2026-01-11T12:00:00Z'));
  expect(afterQuietHours(at('2026-01-11T12:00:00Z'), null)).toBe(at('2026-01-11T12:00:00Z'));
});

it('knows quiet hours within a day', () => {
  const noon = { fromMinutes: 12 * 60, toMinutes: 14 * 60, timeZone: 'UTC' };
  expect(afterQuietHours(at('2026-01-11T12:30:00Z'), noon)).toBe(at('2026-01-11T14:00:00Z'));
  expect(afterQuietHours(at('2026-01-11T11:59:00Z'), noon)).toBe(at('2026-01-11T11:59:00Z'));
});
