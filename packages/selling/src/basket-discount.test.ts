import { describe, expect, it } from 'vitest';
import { applyBasketDiscount, discountOfRate } from './basket-discount.ts';

const line = (euros: number, units = 1) => ({ qtyMilli: units * 1000, unitPriceMicro: euros * 1_000_000 });

describe('a discount on the basket', () => {
  it('goes to the lines in proportion and adds up to the cent', () => {
    const result = applyBasketDiscount([line(10), line(10), { ...line(20), discountMinor: 1000 }], 100, 'EUR');
    expect(result).toMatchObject({
      ok: true,
      value: [{ discountMinor: 34 }, { discountMinor: 33 }, { discountMinor: 1033 }],
    });
  });

  it('leaves goods returned in the same basket alone', () => {
    const result = applyBasketDiscount([line(10, -1), line(10)], 100, 'EUR');
    expect(result).toEqual({ ok: true, value: [line(10, -1), { ...line(10), discountMinor: 100 }] });
  });

  it('is refused when it is larger than what is sold, or negative', () => {
    expect(applyBasketDiscount([line(10)], 1001, 'EUR')).toMatchObject({ ok: false, reason: 'larger-than-basket' });
    expect(applyBasketDiscount([line(10)], -1, 'EUR')).toMatchObject({ ok: false, reason: 'negative' });
  });

  it('of a rate is rounded half away from zero', () => {
    expect(discountOfRate(1995, 100_000)).toBe(200);
    expect(discountOfRate(1994, 100_000)).toBe(199);
  });
});
