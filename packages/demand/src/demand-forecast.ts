import type { Day } from '@barrow/kernel';
import type { DemandClass } from './demand-class.ts';
import type { WeekdayProfile } from './weekday-profile.ts';

/**
 * A day ahead that will differ: 0 when closed, 1.5 when half as much again is expected. Offset 0 is the forecast's
 * first day.
 */
export type DayFactor = { readonly dayOffset: number; readonly factor: number };

/** Where a forecast comes from, in plain numbers. */
export type ForecastNumbers = {
  readonly demandClass: DemandClass;
  /** What an average day sells now, in thousandths. */
  readonly levelMilli: number;
  /** Monday first; 1 is an average day. */
  readonly weekdayFactors: WeekdayProfile;
  /**
   * Sales of the last 28 days that count over those of the 28 before, less 1. Told, not extended into the future. 0
   * when unknown.
   */
  readonly trendShare: number;
  readonly daysObserved: number;
  /** Days left out: out of stock or closed. */
  readonly daysIgnored: number;
  readonly daysCapped: number;
  /** Of the days observed, the share on which nothing was sold. */
  readonly zeroDayShare: number;
  /** How much of the level is the caller's prior (0 to 1). */
  readonly priorShare: number;
};

/**
 * Expected demand of one item at one location from `firstDay` on. Plain data: it can be stored as JSON and read back.
 */
export type DemandForecast = {
  readonly method: string;
  /** The day after the history: offset 0. */
  readonly firstDay: Day;
  /** Weekday of `firstDay`, 0 (Monday) to 6. */
  readonly firstWeekday: number;
  readonly levelMilli: number;
  readonly weekdayFactors: WeekdayProfile;
  /** See `DemandSpread`. */
  readonly dayVariance: number;
  readonly levelVariance: number;
  readonly ahead: readonly DayFactor[];
  readonly numbers: ForecastNumbers;
};

/** The total demand of a window: mean and standard deviation in thousandths, not rounded. */
export type WindowDemand = { readonly meanMilli: number; readonly sdMilli: number };

/** The sum of the day factors of `days` days from `fromDayOffset` on: how many average days the window is worth. */
function averageDays(forecast: DemandForecast, fromDayOffset: number, days: number): number {
  if (days <= 0) return 0;
  const { weekdayFactors } = forecast;
  const weeks = Math.floor(days / 7);
  let total = 0;
  if (weeks > 0) for (let weekday = 0; weekday < 7; weekday += 1) total += weeks * weekdayFactors[weekday]!;
  let weekday = (forecast.firstWeekday + fromDayOffset) % 7;
  for (let rest = days - 7 * weeks; rest > 0; rest -= 1) {
    total += weekdayFactors[weekday]!;
    weekday = weekday === 6 ? 0 : weekday + 1;
  }
  for (const { dayOffset, factor } of forecast.ahead) {
    if (dayOffset < fromDayOffset || dayOffset >= fromDayOffset + days) continue;
    total += weekdayFactors[(forecast.firstWeekday + dayOffset) % 7]! * (factor - 1);
  }
  return total;
}

/** Expected demand of one day, in thousandths. Callers ensure that the offset is not negative. */
export function demandOnDayMilli(forecast: DemandForecast, dayOffset: number): number {
  return forecast.levelMilli * averageDays(forecast, dayOffset, 1);
}

/** Expected demand of each of the first `horizonDays` days, in thousandths. */
export function demandByDayMilli(forecast: DemandForecast, horizonDays: number): number[] {
  return Array.from({ length: horizonDays }, (_, dayOffset) => demandOnDayMilli(forecast, dayOffset));
}

/** Total demand of `days` days from `fromDayOffset` on. Whole days, neither negative; 0 days have no demand. */
export function demandOver(forecast: DemandForecast, fromDayOffset: number, days: number): WindowDemand {
  const worth = averageDays(forecast, fromDayOffset, days);
  return {
    meanMilli: forecast.levelMilli * worth,
    sdMilli: Math.sqrt(forecast.dayVariance * worth + forecast.levelVariance * worth * worth),
  };
}
