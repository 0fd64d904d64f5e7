import type { DemandForecast } from './demand-forecast.ts';

/** The forecasts of several places together: sums of levels and variances, and of level x factor for each weekday, Monday first. */
export type PooledDemand = {
  readonly levelMilli: number;
  readonly dayVariance: number;
  readonly levelVariance: number;
  readonly byWeekdayMilli: readonly number[];
};

/**
 * A forecast with the demand of others on top, taken for independent of it: levels and variances add up, the week is the weighted mean.
 * The numbers stay those of the first. Its closed days no longer hold, since the others sell on them.
 */
export function addDemand(own: DemandForecast, others: PooledDemand): DemandForecast {
  const levelMilli = own.levelMilli + others.levelMilli;
  if (others.levelMilli === 0) return own;
  return {
    ...own,
    levelMilli,
    dayVariance: own.dayVariance + others.dayVariance,
    levelVariance: own.levelVariance + others.levelVariance,
    weekdayFactors: own.weekdayFactors.map(
      (factor, weekday) => (own.levelMilli * factor + (others.byWeekdayMilli[weekday] ?? 0)) / levelMilli,
    ),
    ahead: [],
  };
}
