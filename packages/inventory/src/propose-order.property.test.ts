import { forecastDemand } from '@barrow/demand';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainOrder, meetOrderMinimum, orderWindow, proposeOrder, type OrderInput } from './index.ts';

const milli = (most: number) => fc.integer({ min: 0, max: most }).map((units) => units * 500);

const input: fc.Arbitrary<OrderInput> = fc
  .record({
    soldMilli: fc.array(
      fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 4 }).map((units) => units * 1000),
      ),
      { maxLength: 90 },
    ),
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
    leadTimeDays: fc.nat(6),
    leadTimeSdDays: fc.constantFrom(0, 0.5, 2),
    stock: fc.record({
      onHandMilli: fc.integer({ min: -5, max: 40 }).map((units) => units * 1000),
      onOrderMilli: milli(40),
      inTransitMilli: milli(20),
      reservedMilli: milli(10),
      backorderedMilli: milli(6),
    }),
    rules: fc.record({
      packMilli: fc.constantFrom(500, 1000, 6000, 7000, 24_000),
      packRounding: fc.constantFrom('up', 'nearest'),
      minimumMilli: fc.constantFrom(0, 0, 1000, 10_000, 36_000),
      capacityMilli: fc.option(milli(120)),
      presentationMilli: fc.constantFrom(0, 0, 2000, 9000),
    }),
    serviceLevel: fc.constantFrom(0.8, 0.95, 0.99),
    byUnit: fc.boolean(),
    lastSellingDay: fc.option(fc.constantFrom('2026-03-04', '2026-03-12', '2026-05-30')),
  })
  .map(({ soldMilli, weekdays, leadTimeDays, leadTimeSdDays, ...rest }) => ({
    ...rest,
    forecast: forecastDemand({
      firstDay: '2025-12-02',
      soldMilli: [...Array.from({ length: 90 - soldMilli.length }, () => 0), ...soldMilli],
    }),
    window: orderWindow(
      { orderWeekdays: weekdays, cutoffMinutes: 720, leadTimeDays, deliveryWeekdays: [], closedDays: [] },
      '2026-03-02',
      0,
      leadTimeSdDays,
    ),
  }));

const runs = { numRuns: 500 };

describe('a proposal, whatever the input', () => {
  it('is nothing, or whole packs of at least the minimum', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { orderMilli } = proposeOrder(given);
        expect(Number.isSafeInteger(orderMilli)).toBe(true);
        expect(orderMilli % given.rules.packMilli).toBe(0);
        expect(orderMilli === 0 || orderMilli >= given.rules.minimumMilli).toBe(true);
      }),
      runs,
    );
  });

  it('orders once: run again with the proposal on order it gives nothing', () => {
    fc.assert(
      fc.property(input, (given) => {
        const first = proposeOrder(given);
        const stock = { ...given.stock, onOrderMilli: given.stock.onOrderMilli + first.orderMilli };
        expect(proposeOrder({ ...given, stock }).orderMilli).toBe(0);
      }),
      runs,
    );
  });

  it('never rises with more on order', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 60_000 }), (given, moreMilli) => {
        const stock = { ...given.stock, onOrderMilli: given.stock.onOrderMilli + moreMilli };
        expect(proposeOrder({ ...given, stock }).orderMilli).toBeLessThanOrEqual(proposeOrder(given).orderMilli);
      }),
      runs,
    );
  });

  it('never falls when demand is higher in all its parts', () => {
    fc.assert(
      fc.property(input, fc.constantFrom(1.1, 1.5, 2, 3), (given, times) => {
        const { forecast } = given;
        const higher = {
          ...forecast,
          levelMilli: forecast.levelMilli * times,
          dayVariance: forecast.dayVariance * times * times,
          levelVariance: forecast.levelVariance * times * times,
        };
        expect(proposeOrder({ ...given, forecast: higher }).orderMilli).toBeGreaterThanOrEqual(
          proposeOrder(given).orderMilli,
        );
      }),
      runs,
    );
  });

  it('fits the shelf on the day it comes, and what will still sell', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { orderMilli, explanation } = proposeOrder(given);
        const ordered = orderMilli > 0;
        const fullMilli = orderMilli + given.stock.onOrderMilli + given.stock.inTransitMilli;
        const sellableMilli = explanation.remainingMilli ?? Infinity;
        expect(ordered && orderMilli > (explanation.roomMilli ?? Infinity)).toBe(false);
        expect(ordered && fullMilli > (given.rules.capacityMilli ?? Infinity)).toBe(false);
        expect(ordered && explanation.positionMilli + orderMilli > sellableMilli).toBe(false);
      }),
      runs,
    );
  });

  it('has an explanation that adds up, in three to six sentences', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { orderMilli, explanation: e } = proposeOrder(given);
        expect(e.needMilli + e.packRoundingMilli + e.minimumAddedMilli - e.notOrderedMilli).toBe(orderMilli);
        expect(e.expectedMilli + e.safetyMilli).toBe(e.targetMilli);
        const sentences = explainOrder(e, { quantity: String, day: String, share: String });
        expect(sentences.length).toBeGreaterThanOrEqual(3);
        expect(sentences.length).toBeLessThanOrEqual(6);
        expect(sentences.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
      }),
      runs,
    );
  });
});

describe('an order held against the minimum', () => {
  const lines = fc.array(
    fc
      .record({
        key: fc.constant('item'),
        packs: fc.nat(5),
        packMilli: fc.constantFrom(1000, 6000),
        unitCostMicro: fc.integer({ min: 0, max: 9_000_000 }),
        levelMilli: fc.nat(5000),
        positionMilli: fc.integer({ min: -3000, max: 30_000 }),
        roomMilli: fc.option(fc.nat(60_000)),
      })
      .map(({ packs, ...line }) => ({ ...line, orderMilli: packs * line.packMilli })),
    { maxLength: 8 },
  );

  it('meets it by whole packs within the room, or is left as proposed', () => {
    fc.assert(
      fc.property(lines, fc.nat(90_000_000), (given, minimumMicro) => {
        const decision = meetOrderMinimum(given, { minimumMicro });
        const added = decision.lines.map((line) => line.addedMilli);
        const reached = decision.decision === 'topped-up' || decision.decision === 'met';
        expect(reached && decision.valueMicro < minimumMicro).toBe(false);
        expect(decision.decision !== 'topped-up' && added.some((addedMilli) => addedMilli > 0)).toBe(false);
        for (const [index, line] of decision.lines.entries()) {
          const { packMilli, roomMilli } = given[index]!;
          expect(line.addedMilli % packMilli).toBe(0);
          expect(line.addedMilli > 0 && line.orderMilli > (roomMilli ?? Infinity)).toBe(false);
        }
      }),
      runs,
    );
  });
});
