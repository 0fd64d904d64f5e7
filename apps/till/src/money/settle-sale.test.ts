import type { TillPlace } from '@barrow/contracts';
import type { BasketLine } from '@barrow/selling';
import { describe, expect, it } from 'vitest';
import { cashOffers } from './cash-offers.ts';
import { returnable, returnLines } from './returns.ts';
import { rulesAt } from './rules.ts';
import { settleSale, type Tender } from './settle-sale.ts';

const place: TillPlace = {
  organisation: 'Test',
  deviceCode: 'T-T1',
  location: {
    locationId: 'here',
    code: 'T',
    name: 'Test',
    address: '',
    timeZone: 'Europe/Zurich',
    currency: 'CHF',
    cutoffMinutes: 240,
    taxInclusive: true,
    taxRounding: 'line',
    cashStepMinor: 5,
  },
  taxes: [],
  promotions: [],
  staff: [],
  keepDays: 14,
  graceDays: 14,
};
const line = (more: Partial<BasketLine> = {}): BasketLine => ({
  lineId: '1',
  itemId: 'soap',
  description: 'Soap',
  qtyMilli: 3_000,
  unitPriceMicro: 2_490_000,
  rates: [{ code: 'vat', ratePpm: 81_000 }],
  ...more,
});
const about = {
  saleId: 's1',
  number: 'T-T1-000001',
  at: '2026-11-27T10:00:00Z',
  atMs: 1_795_000_000_000,
  staffName: null,
};
const settle = (lines: readonly BasketLine[], tenders: readonly Tender[]) =>
  settleSale(place, rulesAt(place, about.atMs), { lines }, tenders, about);

describe('a sale that is settled', () => {
  it('rounds what is paid in cash to the coins there are, and gives change', () => {
    expect(settle([line()], [{ method: 'cash', amountMinor: 1_000 }])).toMatchObject({
      input: { totalMinor: 745, roundingMinor: -2, payments: [{ method: 'cash', amountMinor: 745 }] },
      receipt: { changeMinor: 255, totalMinor: 745 },
    });
    expect(settle([line()], [{ method: 'card', amountMinor: 747 }])).toMatchObject({ input: { totalMinor: 747 } });
  });

  it('takes several payments, and refuses too little and too much of what is no cash', () => {
    const both = settle(
      [line()],
      [
        { method: 'voucher', amountMinor: 500 },
        { method: 'cash', amountMinor: 250 },
      ],
    );
    expect(both).toMatchObject({ receipt: { changeMinor: 3 } });
    expect(settle([line()], [{ method: 'card', amountMinor: 700 }])).toEqual({ refused: 'underpaid' });
    expect(settle([line()], [{ method: 'card', amountMinor: 900 }])).toEqual({ refused: 'overpaid' });
  });

  it('comes back line by line at what was paid, never more than was sold', () => {
    const sold = settle([line({ discount: { ratePpm: 100_000 } })], [{ method: 'card', amountMinor: 672 }]);
    if ('refused' in sold) throw new Error(sold.refused);
    const back = returnLines(sold.receipt, [], [{ lineNo: 1, qtyMilli: 1_000 }]);
    const first = settle(back ?? [], [{ method: 'card', amountMinor: -224 }]);
    if ('refused' in first) throw new Error(first.refused);
    expect(first.input).toMatchObject({ totalMinor: -224, lines: [{ qtyMilli: -1_000, discountMinor: 25 }] });
    expect([...returnable(sold.receipt, [first.receipt])]).toEqual([[1, 2_000]]);
    expect(returnLines(sold.receipt, [first.receipt], [{ lineNo: 1, qtyMilli: 3_000 }])).toBe(null);
    const rest = returnLines(sold.receipt, [first.receipt], [{ lineNo: 1, qtyMilli: 2_000 }]);
    const second = settle(rest ?? [], [{ method: 'card', amountMinor: -448 }]);
    expect(second).toMatchObject({ input: { totalMinor: -448 } });
    expect([...returnable(sold.receipt, [{ ...first.receipt, voided: true }])]).toEqual([[1, 3_000]]);
  });
});

describe('offers of cash', () => {
  it('are the amount itself and what notes come to', () => {
    expect(cashOffers(745)).toEqual([745, 1_000, 2_000, 5_000, 10_000]);
    expect(cashOffers(-745)).toEqual([-745]);
  });
});
