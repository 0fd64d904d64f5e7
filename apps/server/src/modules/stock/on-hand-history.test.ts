import { expect, it } from 'vitest';
import { walkBack } from './on-hand-history.ts';

it('walks back from now: what moved on a day is there from its end on, what moved after the range is not', () => {
  // 10 before; +5, nothing, -20, then -2 after the range: -7 now
  expect([...walkBack(-7, Float64Array.from([5, 0, -20, -2]))]).toEqual([15, 15, -5]);
});
