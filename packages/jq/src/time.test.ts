import { describe, expect, test } from 'vitest';
import { compile } from './index.ts';
import type { JqValue } from './value.ts';

function first(source: string, input: JqValue): JqValue | undefined {
  return compile(source).first(input);
}

describe('dates', () => {
  test('seconds become parts and back', () => {
    expect(first('gmtime', 1_425_599_621.5)).toEqual([2015, 2, 5, 23, 53, 41.5, 4, 63]);
    expect(first('gmtime | mktime', 951_782_400)).toBe(951_782_400);
    expect(first('todate', 951_782_400)).toBe('2000-02-29T00:00:00Z');
    expect(first('[range(-40000; 60000; 997) * 86400 | . == (gmtime | mktime)] | all', null)).toBe(true);
  });
  test('texts are read by a format', () => {
    expect(first('fromdate', '2015-03-05T23:51:47Z')).toBe(1_425_599_507);
    expect(first('strptime("%d %B %Y, %I:%M %p") | mktime | todate', '5 march 2015, 11:30 PM')).toBe(
      '2015-03-05T23:30:00Z',
    );
    expect(first('try strptime("%Y-%m-%d") catch .', 'soon')).toBe('date "soon" does not match format "%Y-%m-%d"');
  });
  test('weeks by ISO 8601 may belong to another year', () => {
    expect(first('[.[] | fromdate | strftime("%G-W%V-%u")]', ['2021-01-03T00:00:00Z', '2024-12-30T00:00:00Z'])).toEqual(
      ['2020-W53-7', '2025-W01-1'],
    );
  });
  test('parts that are no numbers are refused', () => {
    expect(first('try strftime("%Y") catch .', ['a'])).toBe('strftime/1 requires parsed datetime inputs');
    expect(first('try mktime catch .', 'x')).toBe('mktime requires array inputs');
  });
});
