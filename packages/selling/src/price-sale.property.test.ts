import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRefund, type RefundLine } from './decide-refund.ts';
import type { PricedSale, PricingContext } from './priced-sale.ts';
import { priceSale } from './price-sale.ts';
import type { TaxRate } from './tax.ts';

const rate = (code: string) => fc.record({ code: fc.constant(code), ratePpm: fc.integer({ min: 0, max: 300_000 }) });
const taxClass = fc.oneof(
  fc.constant<TaxRate[]>([]),
  fc.constant<TaxRate[]>([{ code: 'vat', ratePpm: 190_000 }]),
  fc.constant<TaxRate[]>([
    { code: 'state', ratePpm: 62_500 },
    { code: 'city', ratePpm: 22_500 },
  ]),
  fc.constant<TaxRate[]>([{ code: 'state', ratePpm: 62_500 }]),
  fc.tuple(rate('a'), rate('b'), rate('c')),
);
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((units) => units * 1000),
  fc.integer({ min: 1, max: 9999 }),
);
const price = fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 900_000_000 }));

/** A line whose discount is a part of its price, with its tax class. */
const soldLine = fc
  .record({
    qtyMilli: quantity,
    unitPriceMicro: price,
    discountShare: fc.integer({ min: 0, max: 100 }),
    rates: taxClass,
  })
  .map(({ qtyMilli, unitPriceMicro, discountShare, rates }) => {
    const grossMinor = Math.floor((unitPriceMicro * qtyMilli) / 10_000_000);
    return {
      rates,
      input: { qtyMilli, unitPriceMicro, discountMinor: Math.floor((grossMinor * discountShare) / 100) },
    };
  });
const anyLine = fc
  .tuple(soldLine, fc.boolean())
  .map(([line, isReturn]) => (isReturn ? { ...line, input: { ...line.input, qtyMilli: -line.input.qtyMilli } } : line));
type Line = { rates: TaxRate[]; input: { qtyMilli: number; unitPriceMicro: number; discountMinor: number } };
const manner = fc.record({
  taxInclusive: fc.boolean(),
  taxRounding: fc.constantFrom('line' as const, 'total' as const),
});
const basket = fc.array(anyLine, { minLength: 1, maxLength: 12 });

function priced(lines: readonly Line[], how: Pick<PricingContext, 'taxInclusive' | 'taxRounding'>): PricedSale {
  const outcome = priceSale(
    { lines: lines.map(({ input }) => input) },
    { currency: 'EUR', ...how, taxRatesByLine: lines.map(({ rates }) => rates) },
  );
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
}

const sumOf = <Item>(items: readonly Item[], amount: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + amount(item), 0);

describe('a priced sale', () => {
  it('adds up to the cent: lines to totals, taxes to lines, taxes by rate to the tax', () => {
    fc.assert(
      fc.property(basket, manner, (lines, how) => {
        const sale = priced(lines, how);
        expect(sumOf(sale.lines, (line) => line.lineTotalMinor)).toBe(sale.totals.totalMinor);
        expect(sumOf(sale.lines, (line) => line.grossMinor)).toBe(sale.totals.goodsMinor);
        expect(sumOf(sale.lines, (line) => line.taxMinor)).toBe(sale.totals.taxMinor);
        expect(sumOf(sale.taxes, (tax) => tax.taxMinor)).toBe(sale.totals.taxMinor);
        for (const line of sale.lines) {
          expect(sumOf(line.taxes, (tax) => tax.taxMinor)).toBe(line.taxMinor);
          expect(line.netMinor + line.taxMinor).toBe(line.lineTotalMinor);
          expect(line.grossMinor - line.discountMinor + (how.taxInclusive ? 0 : line.taxMinor)).toBe(
            line.lineTotalMinor,
          );
        }
      }),
    );
  });

  it('has the same totals in any order of its lines', () => {
    fc.assert(
      fc.property(
        basket.chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }))),
        manner,
        ([lines, shuffled], how) => {
          expect(priced(shuffled, how).totals).toEqual(priced(lines, how).totals);
        },
      ),
    );
  });

  it('is the opposite of itself when every quantity is turned around', () => {
    fc.assert(
      fc.property(basket, manner, (lines, how) => {
        const turned = lines.map(({ rates, input }) => ({ rates, input: { ...input, qtyMilli: -input.qtyMilli } }));
        const [sale, back] = [priced(lines, how), priced(turned, how)];
        expect(sale.totals.totalMinor + back.totals.totalMinor).toBe(0);
        for (const [index, line] of sale.lines.entries()) expect(line.taxMinor + back.lines[index]!.taxMinor).toBe(0);
      }),
    );
  });

  it('never holds more inclusive tax than price, and never tax against the sign of a line sold alone', () => {
    fc.assert(
      fc.property(basket, fc.constantFrom('line' as const, 'total' as const), (lines, taxRounding) => {
        for (const line of priced(lines, { taxInclusive: true, taxRounding }).lines) {
          expect(Math.abs(line.taxMinor)).toBeLessThanOrEqual(Math.abs(line.lineTotalMinor));
        }
        const alone = priced(lines.slice(0, 1), { taxInclusive: true, taxRounding }).lines[0]!;
        expect(alone.taxMinor * alone.lineTotalMinor).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is off by at most one on a line when the tax is rounded on the total', () => {
    fc.assert(
      fc.property(basket, fc.boolean(), (lines, taxInclusive) => {
        const byLine = priced(lines, { taxInclusive, taxRounding: 'line' });
        const byTotal = priced(lines, { taxInclusive, taxRounding: 'total' });
        for (const [index, line] of byTotal.lines.entries()) {
          const room = Math.max(1, lines[index]!.rates.length);
          expect(Math.abs(line.taxMinor - byLine.lines[index]!.taxMinor)).toBeLessThanOrEqual(room);
        }
      }),
    );
  });
});

describe('refunds', () => {
  it('of everything, in whatever parts, net to zero to the cent in every amount and tax', () => {
    const sold = fc.array(soldLine, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sold, manner, fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 8 }), (lines, how, parts) => {
        const sale = priced(lines, how);
        const refunds: RefundLine[] = [];
        const give = (lineNo: number, qtyMilli: number): boolean => {
          const granted = decideRefund(sale.lines, refunds, [{ lineNo, qtyMilli }]);
          if (granted.ok) refunds.push(...granted.value);
          return granted.ok;
        };
        for (const line of sale.lines) {
          let left = line.qtyMilli;
          for (const part of parts) if (part <= left && give(line.lineNo, part)) left -= part;
          expect(left === 0 || give(line.lineNo, left)).toBe(true);
          expect(give(line.lineNo, 1)).toBe(false);
        }
        const all = [...sale.lines, ...refunds];
        for (const amount of [
          'qtyMilli',
          'grossMinor',
          'discountMinor',
          'netMinor',
          'taxMinor',
          'lineTotalMinor',
        ] as const) {
          expect(sumOf(all, (line) => line[amount])).toBe(0);
        }
        for (const tax of sale.taxes) {
          const same = all
            .flatMap((line) => line.taxes)
            .filter(({ code, ratePpm }) => code === tax.code && ratePpm === tax.ratePpm);
          expect(sumOf(same, ({ taxMinor }) => taxMinor)).toBe(0);
        }
      }),
    );
  });

  it('never give back more than a line was sold for, nor take money', () => {
    fc.assert(
      fc.property(
        soldLine,
        manner,
        fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 10 }),
        (line, how, parts) => {
          const sale = priced([line], how);
          const refunds: RefundLine[] = [];
          for (const qtyMilli of parts) {
            const granted = decideRefund(sale.lines, refunds, [{ lineNo: 1, qtyMilli }]);
            if (granted.ok) refunds.push(...granted.value);
          }
          const givenMinor = -sumOf(refunds, ({ lineTotalMinor }) => lineTotalMinor);
          expect(givenMinor).toBeLessThanOrEqual(sale.lines[0]!.lineTotalMinor);
          for (const refund of refunds) expect(refund.lineTotalMinor).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});
