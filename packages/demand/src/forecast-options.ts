import type { DayFactor } from './demand-forecast.ts';
import type { WeekdayProfile } from './weekday-profile.ts';

export type ForecastMethodName = 'blended-smoothing' | 'teunter-syntetos-babai' | 'syntetos-boylan' | 'croston';

/** What is known of an item before it has a history of its own, such as the mean of the other locations. */
export type DemandPrior = {
  readonly levelMilli: number;
  /** How many days of own observation it weighs; default 14. It fades and is gone after 56 days of own observation. */
  readonly weightDays?: number;
};

export type ForecastOptions = {
  readonly prior?: DemandPrior;
  /** The weekday profile that thin items lean on, Monday first (see `pooledWeekdayProfile`); default flat. */
  readonly weekdayPrior?: WeekdayProfile;
  /** Closed days and events ahead, at most one a day. */
  readonly ahead?: readonly DayFactor[];
  /** Forces a method; default by demand class. */
  readonly method?: ForecastMethodName;
};
