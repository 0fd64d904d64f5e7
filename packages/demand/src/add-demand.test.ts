import { expect, it } from 'vitest';
import { addDemand } from './add-demand.ts';
import { demandOver } from './demand-forecast.ts';
import { forecastDemand } from './forecast-demand.ts';

function forecastOf(soldMilli: (day: number) => number) {
  return forecastDemand({
    firstDay: '2026-01-05',
    soldMilli: Float64Array.from({ length: 140 }, (_, day) => soldMilli(day)),
  });
}

it('expects of two places what each expects, in every window', () => {
  const [a, b] = [forecastOf((day) => (day % 7 === 5 ? 9000 : 1000)), forecastOf((day) => 500 + (day % 3) * 1000)];
  const both = addDemand(a, { ...b, byWeekdayMilli: b.weekdayFactors.map((factor) => factor * b.levelMilli) });
  for (const days of [1, 3, 7, 17]) {
    const sum = demandOver(a, 2, days).meanMilli + demandOver(b, 2, days).meanMilli;
    expect(demandOver(both, 2, days).meanMilli).toBeCloseTo(sum, 3);
  }
  expect(both.dayVariance).toBeCloseTo(a.dayVariance + b.dayVariance, 6);
  expect(both.numbers).toEqual(a.numbers);
});

it('changes nothing where the others sell nothing', () => {
  const own = forecastOf(() => 1000);
  expect(
    addDemand(own, { levelMilli: 0, dayVariance: 0, levelVariance: 0, byWeekdayMilli: [0, 0, 0, 0, 0, 0, 0] }),
  ).toBe(own);
});
