import { maxAmountMinor as contractLimit, type SaleInput } from '@barrow/contracts';
import { describe, expect, it } from 'vitest';
import { maxAmountMinor } from './gross.ts';
import type { PricingContext } from './priced-sale.ts';
import { priceSale, type PriceableSale } from './price-sale.ts';

const vat19 = { code: 'vat', ratePpm: 190_000 };
const state = { code: 'state', ratePpm: 62_500 };
const city = { code: 'city', ratePpm: 22_500 };
const one = 1000;
const euro = 1_000_000;
const line = (euros: number, rest: Partial<PriceableSale['lines'][number]> = {}) => ({
  qtyMilli: one,
  unitPriceMicro: Math.round(euros * euro),
  ...rest,
});
const germany: PricingContext = {
  currency: 'EUR',
  taxInclusive: true,
  taxRounding: 'line',
  taxRatesByLine: [[vat19], [vat19], [vat19]],
};
const chicago: PricingContext = {
  currency: 'USD',
  taxInclusive: false,
  taxRounding: 'line',
  taxRatesByLine: [
    [state, city],
    [state, city],
    [state, city],
  ],
};

describe('pricing a sale', () => {
  it('finds the tax within the price', () => {
    expect(priceSale({ lines: [line(11.9, { qtyMilli: 2 * one })] }, germany)).toEqual({
      ok: true,
      value: {
        currency: 'EUR',
        taxInclusive: true,
        lines: [
          {
            lineNo: 1,
            qtyMilli: 2000,
            grossMinor: 2380,
            discountMinor: 0,
            netMinor: 2000,
            taxMinor: 380,
            lineTotalMinor: 2380,
            taxes: [{ code: 'vat', ratePpm: 190_000, taxMinor: 380 }],
          },
        ],
        taxes: [{ code: 'vat', ratePpm: 190_000, netMinor: 2000, taxMinor: 380 }],
        totals: {
          goodsMinor: 2380,
          discountMinor: 0,
          netMinor: 2000,
          taxMinor: 380,
          roundingMinor: 0,
          totalMinor: 2380,
        },
      },
    });
  });

  it('puts each tax on top where prices are without tax', () => {
    const priced = priceSale({ lines: [line(9.99)] }, chicago);
    expect(priced).toMatchObject({
      ok: true,
      value: {
        lines: [{ netMinor: 999, taxMinor: 84, lineTotalMinor: 1083, taxes: [{ taxMinor: 62 }, { taxMinor: 22 }] }],
        totals: { totalMinor: 1083 },
      },
    });
  });

  it('rounds on the total where the law says so, and gives the cents to the lines with the largest remainders', () => {
    const sale = { lines: [line(0.03), line(0.03), line(0.03)] };
    const perLine = priceSale(sale, { ...chicago, taxRatesByLine: [[vat19], [vat19], [vat19]] });
    const onTotal = priceSale(sale, { ...chicago, taxRounding: 'total', taxRatesByLine: [[vat19], [vat19], [vat19]] });
    expect(perLine).toMatchObject({ ok: true, value: { totals: { taxMinor: 3 } } });
    expect(onTotal).toMatchObject({
      ok: true,
      value: { lines: [{ taxMinor: 1 }, { taxMinor: 1 }, { taxMinor: 0 }], totals: { taxMinor: 2, totalMinor: 11 } },
    });
  });

  it('lets the sale say whether its prices hold the tax', () => {
    const priced = priceSale({ lines: [line(10)], taxInclusive: false }, germany);
    expect(priced).toMatchObject({ ok: true, value: { taxInclusive: false, totals: { totalMinor: 1190 } } });
  });

  it('takes the tax of a till as it is, in both roundings', () => {
    for (const taxRounding of ['line', 'total'] as const) {
      const priced = priceSale({ lines: [line(10, { taxMinor: 99 }), line(11.9)] }, { ...germany, taxRounding });
      expect(priced).toMatchObject({
        ok: true,
        value: { lines: [{ taxMinor: 99, netMinor: 901 }, { taxMinor: 190 }] },
      });
    }
  });

  it('keeps the tax of a till for goods whose taxes are not known', () => {
    const priced = priceSale({ lines: [line(10, { taxMinor: 99 })] }, { ...germany, taxRatesByLine: [] });
    expect(priced).toMatchObject({ ok: true, value: { taxes: [{ code: 'captured', taxMinor: 99 }] } });
  });

  it('prices a return as the opposite of its sale, discount too', () => {
    const priced = priceSale({ lines: [line(11.9, { qtyMilli: -one, discountMinor: 100 })] }, germany);
    expect(priced).toMatchObject({
      ok: true,
      value: {
        lines: [{ grossMinor: -1190, discountMinor: -100, netMinor: -916, taxMinor: -174, lineTotalMinor: -1090 }],
      },
    });
  });

  it('prices weighed goods and prices finer than a cent', () => {
    const priced = priceSale({ lines: [line(1.995, { qtyMilli: 333 })] }, { ...germany, taxRatesByLine: [] });
    expect(priced).toMatchObject({ ok: true, value: { totals: { totalMinor: 66 } } });
  });

  it('counts in the minor unit of the currency', () => {
    const priced = priceSale({ lines: [line(1500)] }, { ...germany, currency: 'JPY', taxRatesByLine: [] });
    expect(priced).toMatchObject({ ok: true, value: { totals: { totalMinor: 1500 } } });
  });

  it('accepts payments that add up to the rounded total', () => {
    const sale = {
      lines: [line(9.98)],
      roundingMinor: 2,
      totalMinor: 1000,
      payments: [{ amountMinor: 600 }, { amountMinor: 400 }],
    };
    expect(priceSale(sale, germany)).toMatchObject({
      ok: true,
      value: { totals: { roundingMinor: 2, totalMinor: 1000 } },
    });
  });

  it.each<[string, PriceableSale, object]>([
    ['zero-quantity', { lines: [line(1), line(1, { qtyMilli: 0 })] }, { lineNo: 2, pointer: '/lines/1/qtyMilli' }],
    [
      'discount-larger-than-line',
      { lines: [line(1, { discountMinor: 101 })] },
      { lineNo: 1, pointer: '/lines/0/discountMinor', expectedMinor: 100, gotMinor: 101 },
    ],
    [
      'amount-too-large',
      { lines: [line(1, { unitPriceMicro: 1e15, qtyMilli: 1e12 })] },
      { lineNo: 1, pointer: '/lines/0' },
    ],
    ['amount-too-large', { lines: [line(9e9), line(9e9)] }, { lineNo: null }],
    ['currency-mismatch', { lines: [line(1)], currency: 'CHF' }, { lineNo: null, pointer: '/currency' }],
    [
      'total-mismatch',
      { lines: [line(1)], totalMinor: 99 },
      { pointer: '/totalMinor', expectedMinor: 100, gotMinor: 99 },
    ],
    [
      'payments-mismatch',
      { lines: [line(1)], payments: [{ amountMinor: 50 }] },
      { pointer: '/payments', expectedMinor: 100, gotMinor: 50 },
    ],
  ])('refuses: %s', (reason, sale, detail) => {
    expect(priceSale(sale, germany)).toMatchObject({ ok: false, reason, detail });
  });

  it('takes a captured sale as it is', () => {
    const captured: SaleInput = {
      id: '0190163d-8694-739b-aea5-966c26f8ad91',
      locationId: '0190163d-8694-739b-aea5-966c26f8ad92',
      occurredAt: '2026-01-02T03:04:05Z',
      lines: [line(11.9)],
    };
    expect(priceSale(captured, germany)).toMatchObject({ ok: true, value: { totals: { totalMinor: 1190 } } });
  });

  it('has the limit of the contracts', () => {
    expect(maxAmountMinor).toBe(contractLimit);
  });
});
