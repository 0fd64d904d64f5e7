export * from './croston.ts';
export * from './demand-class.ts';
export * from './demand-forecast.ts';
export * from './demand-quantile.ts';
export * from './demand-series.ts';
export * from './forecast-demand.ts';
export * from './forecast-method.ts';
export * from './weekday-profile.ts';
