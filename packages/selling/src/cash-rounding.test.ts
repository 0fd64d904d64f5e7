import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cashRounding } from './cash-rounding.ts';

describe('cash rounding', () => {
  it.each([
    [1002, 5, -2],
    [1003, 5, 2],
    [1005, 10, 5],
    [-1003, 5, -2],
    [1003, 1, 0],
    [1003, 0, 0],
  ])('of %i in steps of %i adds %i', (totalMinor, stepMinor, rounding) => {
    expect(cashRounding(totalMinor, stepMinor)).toBe(rounding);
  });

  it('lands on a multiple and never moves by more than half a step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 2, max: 100 }), (total, step) => {
        const rounding = cashRounding(total, step);
        expect(Math.abs((total + rounding) % step)).toBe(0);
        expect(Math.abs(rounding) * 2).toBeLessThanOrEqual(step);
      }),
    );
  });
});
