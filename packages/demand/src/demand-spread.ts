import type { DemandSeries } from './demand-series.ts';
import type { LevelPath } from './level-path.ts';
import type { WeekdayProfile } from './weekday-profile.ts';

/**
 * How far sales stray from the forecast, in squared thousandths. The total of a window has the variance
 * dayVariance x (sum of its weekday factors) + levelVariance x (sum of its weekday factors)^2:
 * chance from day to day, which evens out, and a wrong level, which does not.
 */
export type DemandSpread = { readonly dayVariance: number; readonly levelVariance: number };

/** Errors of 20 weeks ago count half. */
const forgetPerWeek = 0.966;
const unitMilli = 1000;
/** What the assumption (single units sold at random) weighs against what was measured. */
const assumedDays = 14;
const assumedWindows = 8;
/**
 * Without a measurement the level is taken to be wrong by a fifth of itself, and as if it were the mean of three days
 * only.
 */
const assumedLevelError = 0.2;
const assumedLevelDays = 3;
const windowsDays = [7, 28] as const;

/**
 * Measures the spread from the errors that the method would have made on this history: one day ahead for chance, over
 * the next 7 and 28 days for the level (what those errors exceed chance by). Thin histories lean on an assumption:
 * single units sold at random, and a level hardly known. The assumptions were chosen for coverage on m5_tiny before its
 * tested month (see `accuracy.test.ts`).
 */
export function measureSpread(
  series: DemandSeries,
  profile: WeekdayProfile,
  path: LevelPath,
  levelMilli: number,
): DemandSpread {
  const { days, soldMilli, censored } = series;
  const sold = new Float64Array(days + 1);
  const factors = new Float64Array(days + 1);
  const observed = new Float64Array(days + 1);
  let squares = 0;
  let squaresFactors = 0;
  let weekday = series.firstWeekday;
  const warmUp = Math.min(28, Math.floor(days / 2));
  for (let day = 0; day < days; day += 1) {
    const factor = profile[weekday]!;
    weekday = weekday === 6 ? 0 : weekday + 1;
    const counts = censored[day] === 0 ? 1 : 0;
    sold[day + 1] = sold[day]! + counts * soldMilli[day]!;
    factors[day + 1] = factors[day]! + counts * factor;
    observed[day + 1] = observed[day]! + counts;
    if (day % 7 === 0) {
      squares *= forgetPerWeek;
      squaresFactors *= forgetPerWeek;
    }
    if (counts === 0 || day < warmUp) continue;
    const error = soldMilli[day]! - path.beforeMilli[day]! * factor;
    squares += error * error;
    squaresFactors += factor;
  }
  const assumedDay = levelMilli * unitMilli;
  const dayVariance = (squares + assumedDays * assumedDay) / (squaresFactors + assumedDays);
  let levelSum = assumedWindows * ((assumedLevelError * levelMilli) ** 2 + dayVariance / assumedLevelDays);
  let levelWeight = assumedWindows;
  for (const length of windowsDays) {
    let weight = 1;
    for (let end = days; end - length >= warmUp; end -= 7) {
      const start = end - length;
      weight *= forgetPerWeek;
      if (observed[end]! - observed[start]! < 0.7 * length) continue;
      const expected = factors[end]! - factors[start]!;
      if (expected <= 0) continue;
      const error = sold[end]! - sold[start]! - path.beforeMilli[start]! * expected;
      levelSum += (weight * (error * error - dayVariance * expected)) / (expected * expected);
      levelWeight += weight;
    }
  }
  return { dayVariance, levelVariance: Math.max(0, levelSum / levelWeight) };
}
