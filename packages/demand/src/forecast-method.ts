import { blendedSmoothingLevel } from './blended-smoothing.ts';
import { crostonLevel, syntetosBoylanLevel } from './croston.ts';
import type { DemandClass } from './demand-class.ts';
import type { DemandForecast } from './demand-forecast.ts';
import type { DemandHistory, DemandSeries } from './demand-series.ts';
import type { ForecastMethodName, ForecastOptions } from './forecast-options.ts';
import { levelForecast } from './level-forecast.ts';
import type { LevelMethod } from './level-path.ts';
import { teunterSyntetosBabaiLevel } from './teunter-syntetos-babai.ts';

/**
 * THE SEAM: whatever forecasts implements this, and enters the table below. Pure, and a function of its arguments
 * alone.
 */
export type ForecastMethod = {
  readonly name: string;
  /** `series` is `history` made ready; a method may read either. The result's `method` is its name. */
  readonly forecast: (series: DemandSeries, history: DemandHistory, options: ForecastOptions) => DemandForecast;
};

function byLevel(name: string, level: LevelMethod): ForecastMethod {
  return { name, forecast: (series, history, options) => levelForecast(name, level, series, history, options) };
}

export const forecastMethods: Readonly<Record<ForecastMethodName, ForecastMethod>> = {
  'blended-smoothing': byLevel('blended-smoothing', blendedSmoothingLevel),
  'teunter-syntetos-babai': byLevel('teunter-syntetos-babai', teunterSyntetosBabaiLevel),
  'syntetos-boylan': byLevel('syntetos-boylan', syntetosBoylanLevel),
  croston: byLevel('croston', crostonLevel),
};

/**
 * Which method serves which class. Not a measured winner: on m5_tiny the first two methods differ by about 0.003 RMSSE at
 * twelve origins before the last month, in favour of blended smoothing everywhere, and by 0.002 in the last month, the
 * other way. Intermittent items take the one whose numbers a manager can follow: how often it sells, and how much.
 */
export const methodOfClass: Readonly<Record<DemandClass, ForecastMethodName>> = {
  smooth: 'blended-smoothing',
  erratic: 'blended-smoothing',
  intermittent: 'teunter-syntetos-babai',
  lumpy: 'teunter-syntetos-babai',
  new: 'teunter-syntetos-babai',
};
