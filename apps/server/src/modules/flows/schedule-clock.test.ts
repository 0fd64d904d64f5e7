import { describe, expect, it } from 'vitest';
import { flowMachine } from './flow-machine.ts';

type Clock = { timeZone?: string; location?: string };

function ruleOf(schedule: object, barrow: Clock) {
  const document = { dsl: '1.0.3', namespace: 'test', name: 'clock', version: '1.0.0', metadata: { barrow } };
  const [rule] = flowMachine.read(JSON.stringify({ document, schedule, do: [{ one: { set: { a: 1 } } }] })).starts;
  if (rule?.kind !== 'schedule') throw new Error('no schedule');
  return rule;
}

/** When a schedule starts after a moment, by the clock of a zone. */
function starts(schedule: object, zone: string, from: string, times: number): string[] {
  const rule = ruleOf(schedule, {});
  const found: string[] = [];
  for (let atMs: number | undefined = Date.parse(from); found.length < times;) {
    atMs = flowMachine.nextStart(rule.schedule, atMs, zone);
    if (atMs === undefined) break;
    found.push(new Date(atMs).toISOString().slice(0, 16));
  }
  return found;
}

describe('a schedule', () => {
  it('at a time of day stays there on the clock of its zone, when clocks go forward and back', () => {
    const cron = { cron: '30 5 * * *' };
    expect(starts(cron, 'Europe/Lisbon', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T05:30',
      '2026-03-29T04:30',
      '2026-03-30T04:30',
    ]);
    expect(starts(cron, 'Europe/Lisbon', '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T04:30',
      '2026-10-25T05:30',
      '2026-10-26T05:30',
    ]);
  });

  it('of every so many days starts at midnight there; of hours, by real time', () => {
    expect(starts({ every: { days: 1 } }, 'America/New_York', '2026-11-01T00:00:00Z', 2)).toEqual([
      '2026-11-01T04:00',
      '2026-11-02T05:00',
    ]);
    expect(starts({ every: { hours: 6 } }, 'America/New_York', '2026-11-01T01:00:00Z', 2)).toEqual([
      '2026-11-01T06:00',
      '2026-11-01T12:00',
    ]);
  });

  it('keeps the clock that its metadata name', () => {
    const clockOf = (clock: Clock) => flowMachine.clockOf(ruleOf({ cron: '0 5 * * *' }, clock).schedule);
    expect(clockOf({})).toEqual({ timeZone: null, location: null });
    expect(clockOf({ timeZone: 'Asia/Tokyo' })).toEqual({ timeZone: 'Asia/Tokyo', location: null });
    expect(clockOf({ location: 'LIS-1' })).toEqual({ timeZone: null, location: 'LIS-1' });
  });

  it.each([
    [{ timeZone: 'Europe/Atlantis' }, 'is no IANA time zone, such as Europe/Lisbon: Europe/Atlantis'],
    [{ timeZone: 'Asia/Tokyo', location: 'LIS-1' }, 'a schedule keeps one of them'],
  ])('with the metadata %j is refused', (clock, message) => {
    expect(() => ruleOf({ cron: '0 5 * * *' }, clock)).toThrow(message);
  });
});
