import { addDays } from '@barrow/kernel';
import { demandClassOf } from './demand-class.ts';
import type { DemandForecast } from './demand-forecast.ts';
import type { DemandHistory, DemandSeries } from './demand-series.ts';
import { measureSpread } from './demand-spread.ts';
import type { ForecastOptions } from './forecast-options.ts';
import type { LevelMethod } from './level-path.ts';
import { flatProfile, weekdayProfile } from './weekday-profile.ts';

const priorWeightDays = 14;
/** An item this many days old speaks for itself. */
const priorGoneAfterDays = 56;
const trendDays = 28;

/** Sales of the last 28 days that count over those of the 28 before, less 1; 0 with fewer days or none sold before. */
function trendShareOf(series: DemandSeries): number {
  let recent = 0;
  let earlier = 0;
  let counted = 0;
  for (let day = series.days - 1; day >= 0 && counted < 2 * trendDays; day -= 1) {
    if (series.censored[day] === 1) continue;
    if (counted < trendDays) recent += series.soldMilli[day]!;
    else earlier += series.soldMilli[day]!;
    counted += 1;
  }
  return counted < 2 * trendDays || earlier === 0 ? 0 : recent / earlier - 1;
}

function priorShareOf(series: DemandSeries, options: ForecastOptions): number {
  if (options.prior === undefined) return 0;
  const weight =
    (options.prior.weightDays ?? priorWeightDays) * Math.max(0, 1 - series.observedDays / priorGoneAfterDays);
  return series.observedDays === 0 ? 1 : weight / (series.observedDays + weight);
}

/**
 * A forecast of one level shaped by weekday. No trend is extended: on m5_tiny four settings of a damped trend (Gardner
 * and McKenzie 1985) on one smoothed level gave RMSSE .813 to .817, without it .813. `numbers.trendShare` tells the trend.
 * An item without history or prior has a level of 0.
 */
export function levelForecast(
  method: string,
  level: LevelMethod,
  series: DemandSeries,
  history: DemandHistory,
  options: ForecastOptions,
): DemandForecast {
  const weekdayFactors = weekdayProfile(series, options.weekdayPrior ?? flatProfile);
  const path = level(series, weekdayFactors);
  const priorShare = priorShareOf(series, options);
  const levelMilli = (1 - priorShare) * path.nextMilli + priorShare * (options.prior?.levelMilli ?? 0);
  const spread = measureSpread(series, weekdayFactors, path, levelMilli);
  return {
    method,
    firstDay: addDays(history.firstDay, series.days),
    firstWeekday: (series.firstWeekday + series.days) % 7,
    levelMilli,
    weekdayFactors,
    dayVariance: spread.dayVariance,
    levelVariance: spread.levelVariance,
    ahead: options.ahead ?? [],
    numbers: {
      demandClass: demandClassOf(series),
      levelMilli,
      weekdayFactors,
      trendShare: trendShareOf(series),
      daysObserved: series.observedDays,
      daysIgnored: series.days - series.observedDays,
      daysCapped: series.cappedDays,
      zeroDayShare: series.observedDays === 0 ? 0 : 1 - series.demandDays / series.observedDays,
      priorShare,
    },
  };
}
