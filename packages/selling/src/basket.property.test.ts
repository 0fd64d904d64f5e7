import type { Promotion, PromotionRule } from '@barrow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceBasket, type Basket, type BasketLine, type BasketRules, type PricedBasket } from './basket.ts';

const items = ['a', 'b', 'c', 'd'];
const ratesOf = (itemId: string) =>
  itemId === 'a' ? [] : [{ code: 'vat', ratePpm: itemId === 'b' ? 70_000 : 190_000 }];
const someItems = fc.option(fc.subarray(items, { minLength: 1 }), { nil: null });
const rule: fc.Arbitrary<PromotionRule> = fc.oneof(
  fc.record({
    kind: fc.constant('percent' as const),
    itemIds: someItems,
    ratePpm: fc.integer({ min: 1, max: 1_000_000 }),
  }),
  fc.record({
    kind: fc.constant('amount' as const),
    itemIds: someItems,
    amountMinor: fc.integer({ min: 1, max: 900 }),
  }),
  fc.record({
    kind: fc.constant('n-for-m' as const),
    itemIds: someItems,
    take: fc.integer({ min: 2, max: 5 }),
    pay: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('bundle' as const),
    parts: fc.array(
      fc.record({ itemIds: fc.subarray(items, { minLength: 1 }), units: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    priceMinor: fc.integer({ min: 1, max: 2_000 }),
  }),
);
const promotions = fc
  .array(fc.record({ rule, priority: fc.integer({ min: 0, max: 3 }), stacks: fc.boolean() }), { maxLength: 4 })
  .map((list) =>
    list.map((one, index): Promotion => ({
      promotionId: `p${index}`,
      title: 'P',
      segment: null,
      locationIds: null,
      times: {},
      ...one,
    })),
  );
const discount = fc.option(
  fc.oneof(
    fc.record({ ratePpm: fc.integer({ min: 0, max: 1_000_000 }) }),
    fc.record({ amountMinor: fc.integer({ min: 0, max: 300 }) }),
  ),
  { nil: undefined },
);
const line = fc
  .record({
    itemId: fc.constantFrom(...items),
    qtyMilli: fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((units) => units * 1_000),
      fc.integer({ min: -3, max: -1 }).map((units) => units * 1_000),
      fc.integer({ min: 1, max: 4_999 }),
    ),
    unitPriceMicro: fc.oneof(fc.constantFrom(1_000_000, 2_500_000, 9_990_000), fc.integer({ min: 0, max: 20_000_000 })),
    discount,
  })
  .map(({ discount: given, ...rest }) => ({
    ...rest,
    description: rest.itemId,
    rates: ratesOf(rest.itemId),
    ...(given === undefined ? {} : { discount: given }),
  }));
const lines = fc
  .array(line, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((one, index): BasketLine => ({ lineId: String(index), ...one })));
const rules = fc
  .record({
    taxInclusive: fc.boolean(),
    taxRounding: fc.constantFrom('line' as const, 'total' as const),
    promotions,
  })
  .map((some): BasketRules => ({
    currency: 'EUR',
    moment: { locationId: 'here', day: '2026-11-27', minute: 600, segments: [] },
    ...some,
  }));
const share = fc.integer({ min: 0, max: 1_000_000 });

const priced = (basket: Basket, how: BasketRules): PricedBasket => {
  const outcome = priceBasket(basket, how);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
};
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

describe('a priced basket', () => {
  it('has lines that add up to its total, and discounts within the price', () => {
    fc.assert(
      fc.property(lines, rules, share, (some, how, ratePpm) => {
        const { sale, lines: sold, promotions: shares } = priced({ lines: some, discount: { ratePpm } }, how);
        expect(sum(sale.lines.map((one) => one.lineTotalMinor))).toBe(sale.totals.totalMinor);
        for (const [index, one] of sale.lines.entries()) {
          expect(one.lineNo).toBe(index + 1);
          expect(Math.abs(one.discountMinor)).toBeLessThanOrEqual(Math.abs(one.grossMinor));
          expect(Math.abs(one.discountMinor)).toBe(sold[index]?.discountMinor ?? 0);
          expect(one.qtyMilli).toBe(some[index]?.qtyMilli);
        }
        for (const { lineNo, amountMinor } of shares) {
          expect(amountMinor).toBeGreaterThan(0);
          expect(some[lineNo - 1]?.discount === undefined || sold[lineNo - 1]?.discountMinor !== undefined).toBe(true);
          expect(some[lineNo - 1]?.qtyMilli).toBeGreaterThan(0);
        }
        expect(sum(shares.map((one) => one.amountMinor))).toBeLessThanOrEqual(
          sum(sale.lines.map((one) => Math.max(0, one.grossMinor))),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('costs the same in whatever order it was scanned', () => {
    const shuffled = lines.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, rules, share, ([some, other], how, ratePpm) => {
        const totals = [some, other].map((list) => priced({ lines: list, discount: { ratePpm } }, how).sale.totals);
        expect(totals[1]).toEqual(totals[0]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes the same promotions off goods that were scanned one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...items), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 5 }),
        rules,
        (goods, how) => {
          const whole = (itemId: string, units: number, lineId: string): BasketLine => ({
            lineId,
            itemId,
            description: itemId,
            qtyMilli: units * 1_000,
            unitPriceMicro: 1_250_000 + items.indexOf(itemId) * 500_000,
            rates: [],
          });
          const together = goods.map(([itemId, units], index) => whole(itemId, units, String(index)));
          const single = goods.flatMap(([itemId, units], index) =>
            Array.from({ length: units }, (_, unit) => whole(itemId, 1, `${index} ${unit}`)),
          );
          expect(priced({ lines: single }, how).sale.totals).toEqual(priced({ lines: together }, how).sale.totals);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
