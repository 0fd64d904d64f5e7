import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from './decimal.ts';

describe('parseDecimal', () => {
  it.each([
    ['12.345', 3, 12_345],
    ['-12.3', 3, -12_300],
    ['+7', 2, 700],
    ['.5', 1, 5],
    ['3.', 2, 300],
    ['-0.00', 2, 0],
    [' 1.50 ', 2, 150],
    ['1.5000', 1, 15],
    ['0000000000000000000012', 0, 12],
  ])('reads %j with %i digits', (text, digits, scaled) => {
    expect(parseDecimal(text, digits)).toEqual({ ok: true, value: scaled });
  });

  it.each([
    ['', 'not-a-number'],
    ['.', 'not-a-number'],
    ['-', 'not-a-number'],
    ['1,5', 'not-a-number'],
    ['1e5', 'not-a-number'],
    ['NaN', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['1.234', 'too-precise'],
    ['99999999999999999', 'too-large'],
    ['1234567890123456', 'too-large'],
  ])('refuses %j: %s', (text, reason) => {
    expect(parseDecimal(text, 2)).toMatchObject({ ok: false, reason });
  });

  it('reads what formatDecimal wrote', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        (scaled, digits, keep) => {
          expect(parseDecimal(formatDecimal(scaled, digits, keep), digits)).toEqual({ ok: true, value: scaled });
        },
      ),
    );
  });
});

describe('formatDecimal', () => {
  it.each([
    [-5, 2, 0, '-0.05'],
    [150, 2, 0, '1.5'],
    [150, 2, 2, '1.50'],
    [100, 2, 0, '1'],
    [0, 3, 1, '0.0'],
    [42, 0, 0, '42'],
  ])('writes %i with %i digits keeping %i as %j', (scaled, digits, keep, text) => {
    expect(formatDecimal(scaled, digits, keep)).toBe(text);
  });
});
