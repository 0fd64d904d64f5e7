import type { DemandSeries } from './demand-series.ts';
import type { WeekdayProfile } from './weekday-profile.ts';

/**
 * What a method thought an average day sells: before each day of the history, and for the days after it. In
 * thousandths.
 */
export type LevelPath = { readonly beforeMilli: Float64Array; readonly nextMilli: number };

/** Runs over a history once. Pure; looks at no day before its turn. */
export type LevelMethod = (series: DemandSeries, profile: WeekdayProfile) => LevelPath;
