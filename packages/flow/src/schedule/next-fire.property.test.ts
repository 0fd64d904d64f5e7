import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextCronFire, offsetsOf, type OffsetAt } from './next-fire.ts';
import { parseCron, type Cron } from './parse-cron.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'Pacific/Auckland',
];
const field = (min: number, max: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min, max });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    value.map(String),
    fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 1, max: 7 }).map((step) => `*/${step}`),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => values.join(',')),
  );
};
const hour = fc.oneof(field(0, 23), fc.integer({ min: 0, max: 4 }).map(String));
const cronText = fc
  .tuple(field(0, 59), hour, field(1, 28), field(1, 12), field(0, 6))
  .map((fields) => fields.join(' '));
const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
  .map((minutes) => minutes * 60_000);

function parsed(text: string): Cron {
  const cron = parseCron(text);
  if (!cron.ok) throw new Error(cron.detail);
  return cron.value;
}

/** What a wall clock shows, judged field by field with the calendar of the runtime instead of ours. */
function matches(cron: Cron, atMs: number, offsetAt: OffsetAt): boolean {
  const local = new Date(atMs + offsetAt(atMs));
  const byDay = cron.days.has(local.getUTCDate());
  const byWeekday = cron.weekdays.has(local.getUTCDay());
  const day = cron.anyDay ? byWeekday : cron.anyWeekday ? byDay : byDay || byWeekday;
  return (
    day &&
    cron.months.has(local.getUTCMonth() + 1) &&
    cron.hours.has(local.getUTCHours()) &&
    cron.minutes.has(local.getUTCMinutes())
  );
}

/** Whether clocks of the zone have jumped forward to this instant. */
const endsGap = (atMs: number, offsetAt: OffsetAt): boolean => offsetAt(atMs) > offsetAt(atMs - 60_000);

test('the next fire is later, shows a matching time or ends a gap, and no matching minute lies before it', () => {
  fc.assert(
    fc.property(cronText, fc.constantFrom(...zones), instant, (text, zone, afterMs) => {
      const cron = parsed(text);
      const offsetAt = offsetsOf(zone);
      const next = nextCronFire(cron, afterMs, offsetAt);
      fc.pre(next !== null);
      expect(next).toBeGreaterThan(afterMs);
      expect(matches(cron, next, offsetAt) || endsGap(next, offsetAt)).toBe(true);
      const shownBefore = (atMs: number): boolean =>
        [1_800_000, 3_600_000].some((back) => offsetAt(atMs - back) - offsetAt(atMs) === back);
      const last = Math.min(next, afterMs + 3 * 86_400_000);
      const missed: number[] = [];
      for (let atMs = afterMs + 60_000; atMs < last; atMs += 60_000) {
        if (matches(cron, atMs, offsetAt) && (cron.everyHour || !shownBefore(atMs))) missed.push(atMs);
      }
      expect(missed).toEqual([]);
    }),
    { numRuns: 120 },
  );
});

test('a daily time fires exactly once a day in every zone, whatever clocks do', () => {
  fc.assert(
    fc.property(
      fc.nat(23),
      fc.nat(59),
      fc.constantFrom(...zones),
      fc.integer({ min: 2024, max: 2029 }),
      (hours, minutes, zone, year) => {
        const cron = parsed(`${minutes} ${hours} * * *`);
        const offsetAt = offsetsOf(zone);
        const days = new Set<number>();
        let atMs = Date.UTC(year, 0, 1);
        let count = 0;
        for (
          let next = nextCronFire(cron, atMs, offsetAt);
          next !== null && next < Date.UTC(year + 1, 0, 1);
          next = nextCronFire(cron, atMs, offsetAt)
        ) {
          atMs = next;
          count += 1;
          days.add(Math.floor((next + offsetAt(next)) / 86_400_000));
        }
        expect(days.size).toBe(count);
        expect(Math.abs(count - (year % 4 === 0 ? 366 : 365))).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 30 },
  );
});
