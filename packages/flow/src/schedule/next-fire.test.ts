import { describe, expect, test } from 'vitest';
import { nextCronFire, nextDayFire, nextFireAfter, nextIntervalFire, offsetsOf } from './next-fire.ts';
import { cronFault, parseCron } from './parse-cron.ts';

/** The first `count` fires after `from`, as instants in UTC. */
function fires(cron: string, timeZone: string, from: string, count: number): readonly string[] {
  const parsed = parseCron(cron);
  if (!parsed.ok) throw new Error(parsed.detail);
  const found: string[] = [];
  let atMs = Date.parse(from);
  while (found.length < count) {
    const next = nextCronFire(parsed.value, atMs, offsetsOf(timeZone));
    if (next === null) break;
    found.push(new Date(next).toISOString().replace(':00.000Z', 'Z'));
    atMs = next;
  }
  return found;
}

describe('a cron expression', () => {
  test('fires by the wall clock of its zone', () => {
    expect(fires('30 8 * * *', 'Europe/Berlin', '2026-01-10T12:00:00Z', 2)).toEqual([
      '2026-01-11T07:30Z',
      '2026-01-12T07:30Z',
    ]);
    expect(fires('30 8 * * *', 'Asia/Kolkata', '2026-01-10T12:00:00Z', 1)).toEqual(['2026-01-11T03:00Z']);
    expect(fires('0 0 1 1 *', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2027-01-01T00:00Z']);
  });

  test('knows lists, ranges, steps and names', () => {
    expect(fires('0 9-17/4 * * mon-fri', 'UTC', '2026-01-09T10:00:00Z', 4)).toEqual([
      '2026-01-09T13:00Z',
      '2026-01-09T17:00Z',
      '2026-01-12T09:00Z',
      '2026-01-12T13:00Z',
    ]);
    expect(fires('5,35 0 1 jan,JUL ?', 'UTC', '2026-02-01T00:00:00Z', 3)).toEqual([
      '2026-07-01T00:05Z',
      '2026-07-01T00:35Z',
      '2027-01-01T00:05Z',
    ]);
    expect(fires('0 0 * * 7', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-04T00:00Z']);
    expect(fires('0 0 * * fri-sun', 'UTC', '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-01-02T00:00Z',
      '2026-01-03T00:00Z',
      '2026-01-04T00:00Z',
    ]);
    expect(fires('20/20 0 * * *', 'UTC', '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-01T00:20Z',
      '2026-01-01T00:40Z',
    ]);
    expect(fires('@weekly', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-04T00:00Z']);
  });

  test('fires on either when day of month and weekday are both given', () => {
    expect(fires('0 0 13 * fri', 'UTC', '2026-02-01T00:00:00Z', 4)).toEqual([
      '2026-02-06T00:00Z',
      '2026-02-13T00:00Z',
      '2026-02-20T00:00Z',
      '2026-02-27T00:00Z',
    ]);
    expect(fires('0 0 14 * fri', 'UTC', '2026-02-07T00:00:00Z', 2)).toEqual(['2026-02-13T00:00Z', '2026-02-14T00:00Z']);
  });

  test('knows the last day, the last weekday and the n-th weekday of a month', () => {
    expect(fires('0 0 L * *', 'UTC', '2028-01-31T00:00:00Z', 2)).toEqual(['2028-02-29T00:00Z', '2028-03-31T00:00Z']);
    expect(fires('0 0 * * 5L', 'UTC', '2026-01-01T00:00:00Z', 2)).toEqual(['2026-01-30T00:00Z', '2026-02-27T00:00Z']);
    expect(fires('0 0 * * mon#2', 'UTC', '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-12T00:00Z',
      '2026-02-09T00:00Z',
    ]);
  });

  test('finds 29 February across 2100, which is no leap year', () => {
    expect(fires('0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', 1)).toEqual(['2104-02-29T00:00Z']);
  });
});

describe('when clocks change', () => {
  test('a time that they skip fires once, right after the gap', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ]);
    expect(fires('0,30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 3)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T01:30Z',
      '2026-03-30T00:00Z',
    ]);
  });

  test('a gap at midnight moves the time to the end of the gap, and to no earlier day', () => {
    expect(fires('0 0 * * *', 'America/Santiago', '2026-09-05T12:00:00Z', 2)).toEqual([
      '2026-09-06T04:00Z',
      '2026-09-07T03:00Z',
    ]);
    expect(fires('30 23,0 * * *', 'America/Santiago', '2026-09-05T12:00:00Z', 3)).toEqual([
      '2026-09-06T03:30Z',
      '2026-09-06T04:00Z',
      '2026-09-07T02:30Z',
    ]);
  });

  test('a time that they show twice fires once, the first time', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
  });

  test('half an hour is skipped too', () => {
    expect(fires('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 2)).toEqual([
      '2026-10-03T15:30Z',
      '2026-10-04T15:15Z',
    ]);
  });

  test('every hour means every hour of real time', () => {
    expect(fires('30 * * * *', 'Europe/Berlin', '2026-10-24T23:45:00Z', 3)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:30Z',
    ]);
    expect(fires('30 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 2)).toEqual([
      '2026-03-29T00:30Z',
      '2026-03-29T01:30Z',
    ]);
  });
});

describe('an interval of whole days', () => {
  const days = (count: number, timeZone: string, from: string, times: number): readonly string[] => {
    const found: string[] = [];
    for (let atMs = Date.parse(from); found.length < times;) {
      atMs = nextDayFire(count, atMs, offsetsOf(timeZone));
      found.push(new Date(atMs).toISOString().replace(':00.000Z', 'Z'));
    }
    return found;
  };

  test('ends at midnight of its zone, also when the day has 23 or 25 hours', () => {
    expect(days(1, 'Europe/Berlin', '2026-03-28T12:00:00Z', 3)).toEqual([
      '2026-03-28T23:00Z',
      '2026-03-29T22:00Z',
      '2026-03-30T22:00Z',
    ]);
    expect(days(1, 'Europe/Berlin', '2026-10-24T12:00:00Z', 3)).toEqual([
      '2026-10-24T22:00Z',
      '2026-10-25T23:00Z',
      '2026-10-26T23:00Z',
    ]);
  });

  test('moves to the end of a gap at midnight', () => {
    expect(days(1, 'America/Santiago', '2026-09-05T12:00:00Z', 2)).toEqual(['2026-09-06T04:00Z', '2026-09-07T03:00Z']);
  });

  test('names the same days whenever one asks', () => {
    const all = days(3, 'Asia/Kolkata', '2026-01-01T00:00:00Z', 4);
    expect(days(3, 'Asia/Kolkata', '2026-01-05T00:00:00Z', 2)).toEqual(
      all.filter((at) => at > '2026-01-05').slice(0, 2),
    );
    expect(all.map((at) => at.slice(10))).toEqual(Array.from({ length: 4 }, () => 'T18:30Z'));
  });
});

test('an interval is counted from its anchor, and a delay from the end', () => {
  expect(nextIntervalFire(60_000, 1_000, 0)).toBe(1_000);
  expect(nextIntervalFire(60_000, 1_000, 1_000)).toBe(61_000);
  expect(nextIntervalFire(60_000, 1_000, 200_000)).toBe(241_000);
  expect(nextFireAfter(5_000, 7_000)).toBe(12_000);
});

test.each([
  ['* * * *', 'five fields'],
  ['* * * * * *', 'seconds'],
  ['61 * * * *', '"61" is no minute'],
  ['* * 0 * *', 'day of the month'],
  ['a * * * *', '"a" is no minute'],
  ['1-2-3 * * * *', 'no range'],
  ['*/x * * * *', 'after "/"'],
  ['1,,2 * * * *', 'no minute'],
  ['* * * * mon#6', 'from 1 to 5'],
  ['0 0 31 4,6 *', 'never comes'],
  ['@fortnightly', 'five fields'],
])('%s is told to be wrong', (cron, message) => {
  expect(cronFault(cron)).toContain(message);
});
