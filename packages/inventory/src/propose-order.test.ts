import { forecastDemand } from '@barrow/demand';
import { describe, expect, it } from 'vitest';
import {
  demandWithLeadTimeSpread,
  explainedFigures,
  explainOrder,
  meetOrderMinimum,
  orderWindow,
  proposeOrder,
  type OrderInput,
  type OrderLine,
} from './index.ts';

const steady = forecastDemand({ firstDay: '2025-01-06', soldMilli: Array.from({ length: 420 }, () => 2000) });
/** Weekly orders on Monday, brought on Wednesday; today is Monday 2026-03-02, so the stock has to last 9 days. */
const window = orderWindow(
  { orderWeekdays: [1], cutoffMinutes: 720, leadTimeDays: 2, deliveryWeekdays: [], closedDays: [] },
  '2026-03-02',
  480,
);
const input: OrderInput = {
  forecast: steady,
  window,
  stock: { onHandMilli: 5000, onOrderMilli: 0, inTransitMilli: 0, reservedMilli: 0, backorderedMilli: 0 },
  rules: { packMilli: 6000, packRounding: 'up', minimumMilli: 0, capacityMilli: null, presentationMilli: 0 },
  serviceLevel: 0.95,
};
const format = {
  quantity: (qtyMilli: number) => String(Math.round(qtyMilli / 100) / 10),
  day: (day: string) => day,
  share: (share: number) => `${100 * share}%`,
};
const propose = (change: Partial<OrderInput>) => proposeOrder({ ...input, ...change });

describe('proposeOrder', () => {
  it('orders up to expected sales and safety, in packs, and its numbers add up', () => {
    const { orderMilli, explanation: e } = propose({});
    expect(e.protectionDays).toBe(9);
    expect(e.expectedMilli).toBe(18_000);
    expect(e.safetyMilli).toBeGreaterThan(0);
    expect(e.targetMilli).toBe(e.expectedMilli + e.safetyMilli);
    expect(e.needMilli).toBe(e.targetMilli - 5000);
    expect(orderMilli % 6000).toBe(0);
    expect(orderMilli).toBe(e.needMilli + e.packRoundingMilli + e.minimumAddedMilli - e.notOrderedMilli);
    expect(explainedFigures(e).find(({ name }) => name === 'expectedMilli')).toEqual({
      name: 'expectedMilli',
      value: 18_000,
      unit: 'milli',
    });
  });

  it('explains itself in plain sentences', () => {
    const { explanation } = propose({ stock: { ...input.stock, onOrderMilli: 2000, reservedMilli: 1000 } });
    expect(explainOrder(explanation, format)).toEqual([
      'We expect to sell 18 in the 9 days until the delivery after next, on 2026-03-11.',
      `${format.quantity(explanation.safetyMilli)} extra guards against running out in 95% of cases, so we want ${format.quantity(explanation.targetMilli)} in all.`,
      'There is: 5 on hand, 2 on order, less 1 reserved.',
      `${format.quantity(explanation.needMilli)} are missing, so ${format.quantity(explanation.orderMilli)} are ordered for 2026-03-04.`,
      `Rounding to packs of 6 adds ${format.quantity(explanation.packRoundingMilli)}.`,
    ]);
  });

  it('counts what is on order, in transit, reserved and owed', () => {
    const plain = propose({}).explanation.needMilli;
    const stock = {
      onHandMilli: 5000,
      onOrderMilli: 3000,
      inTransitMilli: 2000,
      reservedMilli: 1000,
      backorderedMilli: 500,
    };
    expect(propose({ stock }).explanation.needMilli).toBe(plain - 3500);
  });

  it('orders nothing when there is enough, and says so', () => {
    const proposal = propose({ stock: { ...input.stock, onHandMilli: 60_000 } });
    expect(proposal).toMatchObject({ orderMilli: 0, explanation: { reason: 'enough' } });
    expect(explainOrder(proposal.explanation, format).at(-1)).toBe('That is enough, so nothing is ordered.');
  });

  it('treats stock below zero as none until it is counted', () => {
    const none = propose({ stock: { ...input.stock, onHandMilli: 0 } });
    const below = propose({ stock: { ...input.stock, onHandMilli: -40_000 } });
    expect(below.orderMilli).toBe(none.orderMilli);
    expect(explainOrder(below.explanation, format)[2]).toContain('counts as none');
  });

  it('raises to the minimum of the supplier, and refuses when that does not fit', () => {
    const rules = { ...input.rules, minimumMilli: 50_000 };
    expect(propose({ rules })).toMatchObject({ orderMilli: 54_000, explanation: { reason: 'needed' } });
    expect(propose({ rules: { ...rules, capacityMilli: 40_000 } }).explanation.reason).toBe('minimum-exceeds-room');
  });

  it('fills the shelf and no more, counting what sells before the goods come', () => {
    const rules = { ...input.rules, packMilli: 1000, capacityMilli: 8000 };
    expect(propose({ rules })).toMatchObject({ orderMilli: 7000, explanation: { roomMilli: 7000 } });
    const full = { ...input.stock, onOrderMilli: 7000 };
    expect(propose({ rules, stock: full })).toMatchObject({ orderMilli: 0, explanation: { reason: 'no-room' } });
  });

  it('keeps a presentation minimum where it exceeds the safety stock', () => {
    const rules = { ...input.rules, presentationMilli: 30_000 };
    expect(propose({ rules }).explanation).toMatchObject({ safetyMilli: 30_000, targetMilli: 48_000 });
  });

  it('orders no more for a pop-up than it will still sell', () => {
    const rules = { ...input.rules, packMilli: 1000 };
    const closing = propose({ rules, lastSellingDay: '2026-03-06' });
    expect(closing).toMatchObject({ orderMilli: 5000, explanation: { protectionDays: 5, safetyMilli: 0 } });
    const bigPack = propose({ lastSellingDay: '2026-03-06' });
    expect(bigPack).toMatchObject({ orderMilli: 0, explanation: { reason: 'minimum-exceeds-remaining' } });
    const late = propose({ lastSellingDay: '2026-03-03', stock: { ...input.stock, onHandMilli: 0 } });
    expect(late).toMatchObject({ orderMilli: 0, explanation: { reason: 'closes-before-delivery' } });
    expect(propose({ lastSellingDay: '2026-12-31' }).orderMilli).toBe(propose({}).orderMilli);
  });

  it('holds more when the lead time is unreliable: E[L] var(D) + E[D]^2 var(L)', () => {
    expect(demandWithLeadTimeSpread({ meanMilli: 18_000, sdMilli: 3000 }, 9, 2)).toEqual({
      meanMilli: 18_000,
      sdMilli: 5000,
    });
    const late = propose({ window: { ...window, leadTimeSdDays: 3 } });
    expect(late.explanation.safetyMilli).toBeGreaterThan(propose({}).explanation.safetyMilli);
  });

  it('rounds to the nearest pack only where the expected sales stay covered', () => {
    const rules = { ...input.rules, packMilli: 100_000, packRounding: 'nearest' as const };
    expect(propose({ rules, stock: { ...input.stock, onHandMilli: 0 } }).orderMilli).toBe(100_000);
    expect(propose({ rules, stock: { ...input.stock, onHandMilli: 19_000 } }).orderMilli).toBe(0);
  });
});

describe('meetOrderMinimum', () => {
  const line: OrderLine = {
    key: 'a',
    orderMilli: 6000,
    packMilli: 6000,
    unitCostMicro: 1_000_000,
    levelMilli: 1000,
    positionMilli: 0,
    roomMilli: null,
  };

  it('leaves an order that meets the minimum alone', () => {
    expect(meetOrderMinimum([line], { minimumMicro: 6_000_000 })).toMatchObject({ decision: 'met', missingMicro: 0 });
  });

  it('tops up what would run out first', () => {
    const lines = [
      { ...line, orderMilli: 12_000 },
      { ...line, key: 'b', levelMilli: 2000 },
    ];
    const decision = meetOrderMinimum(lines, { minimumMicro: 24_000_000 });
    expect(decision).toMatchObject({ decision: 'topped-up', valueMicro: 24_000_000 });
    expect(decision.lines).toEqual([
      { key: 'a', orderMilli: 12_000, addedMilli: 0 },
      { key: 'b', orderMilli: 12_000, addedMilli: 6000 },
    ]);
  });

  it('defers when too much is missing, or nothing may be added', () => {
    expect(meetOrderMinimum([line], { minimumMicro: 60_000_000 })).toMatchObject({
      decision: 'deferred',
      missingMicro: 54_000_000,
    });
    const full = { ...line, roomMilli: 6000 };
    expect(meetOrderMinimum([full], { minimumMicro: 7_000_000 }).decision).toBe('deferred');
    expect(meetOrderMinimum([{ ...line, orderMilli: 0 }], { minimumMicro: 7_000_000 }).decision).toBe(
      'nothing-to-order',
    );
  });
});
