import { describe, expect, it } from 'vitest';
import { amountOf } from './amount.ts';

describe('a typed amount', () => {
  it('is read with a comma, a point, or Arabic digits', () => {
    expect(['12,50', '12.5', ' 7 ', '-3', '١٢٫٥'].map((typed) => amountOf(typed, 2))).toEqual([
      1250, 1250, 700, -300, 1250,
    ]);
  });

  it('is none when it is not one, or finer than money is', () => {
    expect(['', 'a', '1.2.3', '1,234.5', '0.005'].map((typed) => amountOf(typed, 2))).toEqual(Array(5).fill(null));
  });
});
