import { describe, expect, it } from 'vitest';
import { amountMinor, microPerMinor, minorDigitsOf, valueMicro } from './money.ts';

describe('money', () => {
  it('knows the minor digits of a currency', () => {
    expect(['EUR', 'JPY', 'KWD', 'CLF'].map(minorDigitsOf)).toEqual([2, 0, 3, 4]);
    expect(['EUR', 'JPY', 'KWD', 'CLF'].map(microPerMinor)).toEqual([10_000, 1_000_000, 1000, 100]);
  });

  it('multiplies a quantity by a price finer than a minor unit, and rounds once', () => {
    expect(amountMinor(1_995_000, 333, 'EUR')).toBe(66);
    expect(amountMinor(1000, 12_000, 'GBP')).toBe(1);
    expect(amountMinor(150_000_000, -2000, 'JPY')).toBe(-300);
    expect(amountMinor(5000, 1000, 'EUR')).toBe(1);
    expect(amountMinor(5000, -1000, 'EUR')).toBe(-1);
  });

  it('values a quantity in micros', () => {
    expect(valueMicro(1_000_001, 1500)).toBe(1_500_002);
  });
});
