import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gtinCheckDigit, isGtin } from './gtin.ts';

describe('GTIN', () => {
  it.each(['96385074', '614141000036', '4006381333931', '10614141000415'])('accepts %s', (gtin) => {
    expect(isGtin(gtin)).toBe(true);
  });

  it.each([
    '4006381333932',
    '400638133393',
    '40063813339',
    '',
    '400638133393x',
    ' 4006381333931',
    '4006381333931\n',
    '١٢٣٤٥٦٧٨',
  ])('refuses %j', (text) => {
    expect(isGtin(text)).toBe(false);
  });

  it('notices every single wrong digit', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(digits, fc.nat({ max: 11 }), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const right = body.join('');
        const gtin = right + String(gtinCheckDigit(right));
        const wrong = body.map((digit, index) => (index === at ? (digit + by) % 10 : digit)).join('') + gtin.slice(-1);
        expect([isGtin(gtin), isGtin(wrong)]).toEqual([true, false]);
      }),
    );
  });
});
