import { expect, it } from 'vitest';
import { decodeDayValues } from './day-values.ts';

it('adds up the values of each day, in any order, and those beyond the range at the end', () => {
  expect([...decodeDayValues('2:1500 0:-300 2:500 7:4 3:1', 3)]).toEqual([-300, 0, 2000, 5]);
  expect([...decodeDayValues(null, 2)]).toEqual([0, 0, 0]);
});
