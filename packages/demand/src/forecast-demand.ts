import { demandClassOf } from './demand-class.ts';
import type { DemandForecast } from './demand-forecast.ts';
import { demandSeries, type DemandHistory } from './demand-series.ts';
import { forecastMethods, methodOfClass } from './forecast-method.ts';
import type { ForecastOptions } from './forecast-options.ts';

/** Forecasts one item at one location from the day after its history on, by the method that suits its demand class. */
export function forecastDemand(history: DemandHistory, options: ForecastOptions = {}): DemandForecast {
  const series = demandSeries(history);
  const name = options.method ?? methodOfClass[demandClassOf(series)];
  return forecastMethods[name].forecast(series, history, options);
}
