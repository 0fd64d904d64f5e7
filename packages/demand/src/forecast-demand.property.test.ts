import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countQuantile,
  demandByDayMilli,
  demandOver,
  demandQuantile,
  forecastDemand,
  forecastMethods,
  normalQuantile,
} from './index.ts';

const history = fc.record({
  firstDay: fc.constantFrom('2024-02-28', '2025-12-31', '2026-06-06'),
  soldMilli: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -5000, max: 40_000 })), { maxLength: 200 }),
  censored: fc.array(fc.boolean(), { maxLength: 200 }),
});
const methods = fc.constantFrom('blended-smoothing', 'teunter-syntetos-babai', 'syntetos-boylan', 'croston');

describe('a forecast of any history', () => {
  it('is finite and never negative, by every method', () => {
    fc.assert(
      fc.property(history, methods, (given, method) => {
        const forecast = forecastDemand(given, { method });
        expect(forecast.method).toBe(forecastMethods[method].name);
        for (const value of [...demandByDayMilli(forecast, 10), forecast.dayVariance, forecast.levelVariance]) {
          expect(Number.isFinite(value) && value >= 0).toBe(true);
        }
      }),
    );
  });

  it('adds up: a window is the sum of its days, and grows with its length', () => {
    fc.assert(
      fc.property(history, fc.nat(30), fc.nat(40), (given, from, days) => {
        const forecast = forecastDemand(given);
        const byDay = demandByDayMilli(forecast, from + days).slice(from);
        const window = demandOver(forecast, from, days);
        expect(window.meanMilli).toBeCloseTo(
          byDay.reduce((left, right) => left + right, 0),
          3,
        );
        const longer = demandOver(forecast, from, days + 1);
        expect(longer.meanMilli).toBeGreaterThanOrEqual(window.meanMilli - 1e-6);
        expect(longer.sdMilli).toBeGreaterThanOrEqual(window.sdMilli - 1e-6);
      }),
    );
  });

  it('scales with what is sold', () => {
    fc.assert(
      fc.property(history, (given) => {
        const double = { ...given, soldMilli: given.soldMilli.map((sold) => 2 * sold) };
        expect(forecastDemand(double).levelMilli).toBeCloseTo(2 * forecastDemand(given).levelMilli, 3);
      }),
    );
  });
});

describe('quantiles', () => {
  it('agree with tables', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 5);
    // Poisson(3): F(6) = .9665, F(5) = .9161. Negative binomial, mean 4, variance 12 (r = 2, p = 1/3): F(10) = .9460, F(11) = .9645.
    expect(countQuantile(3, 3, 0.95)).toBe(6);
    expect(countQuantile(4, 12, 0.95)).toBe(11);
  });

  it('never fall as the probability rises', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.boolean(),
        (meanMilli, sdMilli, byUnit) => {
          let before = 0;
          for (const probability of [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) {
            const { quantityMilli } = demandQuantile({ meanMilli, sdMilli }, probability, byUnit);
            expect(quantityMilli).toBeGreaterThanOrEqual(before);
            before = quantityMilli;
          }
        },
      ),
    );
  });
});
