import { describe, expect, it } from 'vitest';
import { decideRefund } from './decide-refund.ts';
import type { PricedLine } from './priced-sale.ts';

const sold: PricedLine = {
  lineNo: 1,
  qtyMilli: 3000,
  grossMinor: 1000,
  discountMinor: 0,
  netMinor: 840,
  taxMinor: 160,
  lineTotalMinor: 1000,
  taxes: [{ code: 'vat', ratePpm: 190_000, taxMinor: 160 }],
};

describe('deciding a refund', () => {
  it('gives a third back, then the rest, so that nothing is left', () => {
    const first = decideRefund([sold], [], [{ lineNo: 1, qtyMilli: 1000 }]);
    expect(first).toMatchObject({
      ok: true,
      value: [{ lineNo: 1, qtyMilli: -1000, grossMinor: -333, netMinor: -280, taxMinor: -53, lineTotalMinor: -333 }],
    });
    const earlier = first.ok ? first.value : [];
    expect(decideRefund([sold], earlier, [{ lineNo: 1, qtyMilli: 2000 }])).toMatchObject({
      ok: true,
      value: [{ qtyMilli: -2000, grossMinor: -667, netMinor: -560, taxMinor: -107, lineTotalMinor: -667 }],
    });
  });

  it('counts what an ask takes twice from one line', () => {
    const ask = [
      { lineNo: 1, qtyMilli: 2000 },
      { lineNo: 1, qtyMilli: 2000 },
    ];
    expect(decideRefund([sold], [], ask)).toEqual({
      ok: false,
      reason: 'over-refunded',
      detail: { lineNo: 1, leftMilli: 1000 },
    });
  });

  it('refuses a line that is not there, nothing, and goods that were themselves a return', () => {
    expect(decideRefund([sold], [], [{ lineNo: 2, qtyMilli: 1000 }])).toMatchObject({ reason: 'unknown-line' });
    expect(decideRefund([sold], [], [{ lineNo: 1, qtyMilli: 0 }])).toMatchObject({ reason: 'not-positive' });
    const returned = { ...sold, qtyMilli: -3000 };
    expect(decideRefund([returned], [], [{ lineNo: 1, qtyMilli: 1000 }])).toMatchObject({ reason: 'not-sold' });
  });

  it('refuses when more money was already given back than is due', () => {
    const generous = {
      ...sold,
      qtyMilli: -1000,
      grossMinor: -1000,
      netMinor: -840,
      taxMinor: -160,
      lineTotalMinor: -1000,
    };
    expect(decideRefund([sold], [generous], [{ lineNo: 1, qtyMilli: 1000 }])).toMatchObject({
      reason: 'over-refunded',
    });
  });
});
