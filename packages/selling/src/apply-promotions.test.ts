import type { Promotion, PromotionRule, SaleLineInput } from '@barrow/contracts';
import { describe, expect, it } from 'vitest';
import { applyPromotions } from './apply-promotions.ts';
import { momentAt, type PromotionMoment } from './promotion-times.ts';

const promotion = (rule: PromotionRule, more: Partial<Promotion> = {}): Promotion => ({
  promotionId: 'p1',
  title: 'P',
  priority: 0,
  stacks: false,
  segment: null,
  locationIds: null,
  times: {},
  rule,
  ...more,
});
const line = (itemId: string, units: number, price: number, more: Partial<SaleLineInput> = {}): SaleLineInput => ({
  itemId,
  qtyMilli: units * 1_000,
  unitPriceMicro: price * 10_000,
  ...more,
});
const now: PromotionMoment = { locationId: 'here', day: '2026-11-27', minute: 600, segments: [] };
const off = (lines: SaleLineInput[], promotions: Promotion[], moment: Partial<PromotionMoment> = {}): number[] =>
  applyPromotions(lines, promotions, { ...now, ...moment }, 'EUR').lines.map((one) => one.discountMinor ?? 0);
const percent = (ratePpm: number, itemIds: string[] | null = null): PromotionRule => ({
  kind: 'percent',
  itemIds,
  ratePpm,
});

describe('promotions', () => {
  it('take a share off the items they name', () => {
    expect(off([line('a', 2, 250), line('b', 1, 100)], [promotion(percent(100_000, ['a']))])).toEqual([50, 0]);
  });

  it('take an amount off each unit, at most its price', () => {
    const rule: PromotionRule = { kind: 'amount', itemIds: null, amountMinor: 150 };
    expect(off([line('a', 3, 400), line('b', 1, 100)], [promotion(rule)])).toEqual([450, 100]);
  });

  it('let the cheapest of three go free, whichever items they are, and leave over the cheapest', () => {
    const rule: PromotionRule = { kind: 'n-for-m', itemIds: ['a', 'b', 'c'], take: 3, pay: 2 };
    expect(off([line('c', 1, 100), line('a', 2, 300), line('b', 1, 200)], [promotion(rule)])).toEqual([0, 0, 200]);
    expect(off([line('a', 7, 300)], [promotion(rule)])).toEqual([600]);
    expect(off([line('a', 2, 300)], [promotion(rule)])).toEqual([0]);
  });

  it('sell a bundle at its price, as often as it is there and cheaper', () => {
    const rule: PromotionRule = {
      kind: 'bundle',
      parts: [
        { itemIds: ['soap', 'salt'], units: 1 },
        { itemIds: ['brush'], units: 2 },
      ],
      priceMinor: 1_000,
    };
    const lines = [line('soap', 2, 500), line('salt', 1, 700), line('brush', 4, 300)];
    // The dearer first: 700 + 600 is 300 too much, 500 + 600 is 100 too much.
    expect(off(lines, [promotion(rule)]).reduce((sum, one) => sum + one, 0)).toBe(400);
    expect(off([line('soap', 1, 300), line('brush', 2, 300)], [promotion(rule)])).toEqual([0, 0]);
  });

  it('go by priority; what does not stack is alone', () => {
    const ten = promotion(percent(100_000), { promotionId: 'ten', priority: 1 });
    const twenty = promotion(percent(200_000), { promotionId: 'twenty', priority: 2 });
    expect(off([line('a', 1, 1_000)], [ten, twenty])).toEqual([200]);
    const both = [ten, twenty].map((one) => ({ ...one, stacks: true }));
    expect(off([line('a', 1, 1_000)], both)).toEqual([280]);
    expect(off([line('a', 1, 1_000)], [ten, { ...twenty, stacks: true }])).toEqual([200]);
  });

  it('leave alone what came back, what somebody gave off by hand, and what is unknown', () => {
    const lines = [
      line('a', -1, 100),
      line('a', 1, 100, { discountMinor: 5 }),
      { ...line('', 1, 100), itemId: undefined },
    ];
    const all = lines.map(({ itemId, ...rest }) => (itemId === undefined ? rest : { itemId, ...rest }));
    expect(off(all, [promotion(percent(500_000))])).toEqual([0, 5, 0]);
  });

  it('say which took what off which line', () => {
    const ten = promotion(percent(100_000), { promotionId: 'ten', stacks: true });
    const five = promotion({ kind: 'amount', itemIds: ['b'], amountMinor: 5 }, { promotionId: 'a5', stacks: true });
    const { shares } = applyPromotions([line('a', 1, 100), line('b', 1, 100)], [ten, five], now, 'EUR');
    expect(shares).toEqual([
      { promotionId: 'ten', lineNo: 1, amountMinor: 10 },
      { promotionId: 'a5', lineNo: 2, amountMinor: 5 },
      { promotionId: 'ten', lineNo: 2, amountMinor: 10 },
    ]);
  });
});

describe('a promotion holds', () => {
  const lines = [line('a', 1, 100)];
  const rule = percent(500_000);
  const takes = (more: Partial<Promotion>, moment: Partial<PromotionMoment> = {}): boolean =>
    off(lines, [promotion(rule, more)], moment)[0] === 50;

  it('where it is said to', () => {
    expect([takes({ locationIds: ['here'] }), takes({ locationIds: ['there'] })]).toEqual([true, false]);
  });

  it('for the customers it is for', () => {
    expect([takes({ segment: 'club' }), takes({ segment: 'club' }, { segments: ['club'] })]).toEqual([false, true]);
  });

  it('on its days and weekdays, the last included', () => {
    const times = { firstDay: '2026-11-20', lastDay: '2026-11-27', weekdays: [5] };
    expect(takes({ times })).toBe(true);
    expect(takes({ times }, { day: '2026-11-28' })).toBe(false);
    expect(takes({ times }, { day: '2026-11-26' })).toBe(false);
  });

  it('in its hours, over midnight too, which belong to the evening', () => {
    const happy = { fromMinute: 1_020, toMinute: 1_140 };
    expect([1_019, 1_020, 1_139, 1_140].map((minute) => takes({ times: happy }, { minute }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const night = { fromMinute: 1_320, toMinute: 120, weekdays: [5] };
    expect(takes({ times: night }, { minute: 1_380 })).toBe(true);
    expect(takes({ times: night }, { day: '2026-11-28', minute: 60 })).toBe(true);
    expect(takes({ times: night }, { day: '2026-11-27', minute: 60 })).toBe(false);
  });

  it('by the clock of the location', () => {
    expect(momentAt(Date.parse('2026-11-27T23:30:00Z'), 'Europe/Berlin')).toEqual({ day: '2026-11-28', minute: 30 });
    expect(momentAt(Date.parse('2026-07-01T23:30:00Z'), 'America/New_York')).toEqual({
      day: '2026-07-01',
      minute: 1_170,
    });
  });
});
