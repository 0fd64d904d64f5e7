import { describe, expect, it } from 'vitest';
import { createTimeReader } from './time-format.ts';

const at = (format: string, text: string, zone = 'UTC'): string | undefined => {
  const atMs = createTimeReader([format], 12 * 60)(text, zone);
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
};

describe('times of a file', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss', '2010-12-01 08:26:00', '2010-12-01T08:26:00.000Z'],
    ['M/d/yyyy H:mm', '12/1/2010 8:26', '2010-12-01T08:26:00.000Z'],
    ['d.M.yy', '3.7.26', '2026-07-03T12:00:00.000Z'],
    ['M/d/yyyy h:mm a', '7/3/2026 12:05 AM', '2026-07-03T00:05:00.000Z'],
    ['M/d/yyyy h:mm a', '7/3/2026 1:05 pm', '2026-07-03T13:05:00.000Z'],
    ['yyyy-MM-ddTHH:mm:ssXXX', '2026-07-03T10:00:00.250+02:00', '2026-07-03T08:00:00.000Z'],
    ['yyyy-MM-ddTHH:mm:ssXXX', '2026-07-03T10:00:00Z', '2026-07-03T10:00:00.000Z'],
  ])('%s reads %s', (format, text, expected) => expect(at(format, text)).toBe(expected));

  it.each([
    ['yyyy-MM-dd', '2026-02-30'],
    ['yyyy-MM-dd HH:mm', '2026-02-03 24:00'],
    ['yyyy-MM-dd HH:mm', '2026-02-03 10:60'],
    ['M/d/yyyy h:mm a', '7/3/2026 13:05 PM'],
    ['yyyy-MM-dd', '03.02.2026'],
  ])('%s refuses %s', (format, text) => expect(at(format, text)).toBeUndefined());

  it('reads the wall clock of the zone, in winter and in summer, and where clocks skip', () => {
    expect(at('yyyy-MM-dd HH:mm', '2026-01-15 12:00', 'Europe/London')).toBe('2026-01-15T12:00:00.000Z');
    expect(at('yyyy-MM-dd HH:mm', '2026-07-15 12:00', 'Europe/London')).toBe('2026-07-15T11:00:00.000Z');
    expect(at('yyyy-MM-dd HH:mm', '2026-03-29 01:30', 'Europe/London')).toBe('2026-03-29T01:30:00.000Z');
  });
});
