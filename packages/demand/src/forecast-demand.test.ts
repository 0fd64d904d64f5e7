import { describe, expect, it } from 'vitest';
import {
  demandByDayMilli,
  demandClassOf,
  demandOver,
  demandSeries,
  forecastDemand,
  pooledWeekdayProfile,
  type DemandHistory,
} from './index.ts';

/** Monday 2026-01-05. */
const monday = '2026-01-05';

function repeated(week: readonly number[], weeks: number): DemandHistory {
  return { firstDay: monday, soldMilli: Array.from({ length: 7 * weeks }, (_, day) => week[day % 7]! * 1000) };
}

describe('forecastDemand', () => {
  it('repeats a steady week, weekday by weekday', () => {
    const forecast = forecastDemand(repeated([4, 5, 6, 7, 10, 14, 3], 40));
    const week = demandByDayMilli(forecast, 7).map((milli) => Math.round(milli / 100) / 10);
    expect(week).toEqual([4, 5, 6, 7, 10, 14, 3]);
    expect(forecast.firstDay).toBe('2026-10-12');
    expect(forecast.method).toBe('blended-smoothing');
  });

  it('keeps the level through a stock-out when its days are flagged, and sinks when they are not', () => {
    const soldMilli = Array.from({ length: 200 }, (_, day) => (day < 160 ? 5000 : 0));
    const censored = soldMilli.map((sold) => sold === 0);
    expect(forecastDemand({ firstDay: monday, soldMilli, censored }).levelMilli).toBeCloseTo(5000, 0);
    expect(forecastDemand({ firstDay: monday, soldMilli, censored }).numbers.daysIgnored).toBe(40);
    expect(forecastDemand({ firstDay: monday, soldMilli }).levelMilli).toBeLessThan(1000);
  });

  it('counts a flagged day that sold more than expected', () => {
    const soldMilli = Array.from({ length: 60 }, (_, day) => (day < 40 ? 2000 : 6000));
    const censored = soldMilli.map((sold) => sold === 6000);
    expect(forecastDemand({ firstDay: monday, soldMilli, censored }).levelMilli).toBeGreaterThan(3000);
  });

  it('leans on the prior while an item is new, and forgets it', () => {
    const prior = { levelMilli: 4000 };
    const none = forecastDemand({ firstDay: monday, soldMilli: [] }, { prior });
    expect(none.levelMilli).toBe(4000);
    expect(none.numbers.demandClass).toBe('new');
    const week = forecastDemand({ firstDay: monday, soldMilli: Array.from({ length: 7 }, () => 1000) }, { prior });
    expect(week.levelMilli).toBeGreaterThan(1500);
    expect(week.levelMilli).toBeLessThan(3500);
    const year = forecastDemand(repeated([1, 1, 1, 1, 1, 1, 1], 52), { prior });
    expect(year.levelMilli).toBeCloseTo(1000, 6);
    expect(year.numbers.priorShare).toBe(0);
  });

  it('expects nothing without history and prior, and does not divide by zero', () => {
    const forecast = forecastDemand({ firstDay: monday, soldMilli: [] });
    expect(demandOver(forecast, 0, 14)).toEqual({ meanMilli: 0, sdMilli: 0 });
    const zeros = forecastDemand({ firstDay: monday, soldMilli: new Float64Array(300) });
    expect(demandOver(zeros, 3, 14)).toEqual({ meanMilli: 0, sdMilli: 0 });
  });

  it('is not carried away by one freak day', () => {
    const soldMilli: number[] = Array.from({ length: 200 }, (_, day) => (day % 3 === 0 ? 2000 : 1000));
    soldMilli[195] = 80_995_000;
    const forecast = forecastDemand({ firstDay: monday, soldMilli });
    expect(forecast.levelMilli).toBeLessThan(3000);
    expect(forecast.numbers.daysCapped).toBe(1);
  });

  it('sells nothing on a closed day ahead and more at an event', () => {
    const history = repeated([2, 2, 2, 2, 2, 2, 2], 20);
    const ahead = [
      { dayOffset: 1, factor: 0 },
      { dayOffset: 2, factor: 1.5 },
    ];
    const forecast = forecastDemand(history, { ahead });
    expect(demandByDayMilli(forecast, 4).map(Math.round)).toEqual([2000, 0, 3000, 2000]);
    expect(demandOver(forecast, 0, 4).meanMilli).toBeCloseTo(7000, 6);
  });

  it('leans a thin item on the weekdays of its location, even where its few sales fell on others', () => {
    const week = [1, 1, 1, 1, 1, 8, 1];
    const weekdayPrior = pooledWeekdayProfile([demandSeries(repeated(week, 30))]);
    const soldMilli = Array.from({ length: 60 }, (_, day) => (day % 20 === 3 ? 1000 : 0));
    const thin = forecastDemand({ firstDay: monday, soldMilli }, { weekdayPrior });
    expect(thin.weekdayFactors[5]!).toBeGreaterThan(2);
    expect(thin.method).toBe('teunter-syntetos-babai');
  });

  it('names the class after Syntetos, Boylan and Croston', () => {
    const classOf = (pattern: readonly number[]) =>
      demandClassOf(
        demandSeries({
          firstDay: monday,
          soldMilli: Array.from({ length: 120 }, (_, day) => pattern[day % pattern.length]! * 1000),
        }),
      );
    expect(classOf([3, 4, 3, 5])).toBe('smooth');
    expect(classOf([1, 1, 1, 12])).toBe('erratic');
    expect(classOf([0, 0, 2, 0])).toBe('intermittent');
    expect(classOf([0, 1, 0, 1, 0, 20])).toBe('lumpy');
  });

  it('survives storage as JSON', () => {
    const forecast = forecastDemand(repeated([4, 5, 6, 7, 10, 14, 3], 10), { ahead: [{ dayOffset: 3, factor: 2 }] });
    expect(JSON.parse(JSON.stringify(forecast))).toEqual(forecast);
  });
});
