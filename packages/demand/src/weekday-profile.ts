import type { DemandSeries } from './demand-series.ts';

/** Seven factors, Monday first, mean 1: how much of an average day each weekday sells. */
export type WeekdayProfile = readonly number[];

export const flatProfile: WeekdayProfile = [1, 1, 1, 1, 1, 1, 1];

/** The profile is read from the last year: older weeks say less about how people shop now. */
const profileDays = 364;

/**
 * The weekday factors of a series, shrunk toward `prior` (flat, or the profile of a whole location or category) as far
 * as the differences between weekdays could be chance. Positive-part James-Stein: keep 1 - (variance of the seven means
 * expected from noise) / (variance seen around the prior) (Efron and Morris 1973). A weekday never observed takes the
 * prior's factor.
 */
export function weekdayProfile(series: DemandSeries, prior: WeekdayProfile = flatProfile): WeekdayProfile {
  const { days, soldMilli, censored } = series;
  const counts = [0, 0, 0, 0, 0, 0, 0];
  const sums = [0, 0, 0, 0, 0, 0, 0];
  const squares = [0, 0, 0, 0, 0, 0, 0];
  const from = Math.max(0, days - profileDays);
  let weekday = (series.firstWeekday + from) % 7;
  for (let day = from; day < days; day += 1) {
    if (censored[day] === 0) {
      const value = soldMilli[day]!;
      counts[weekday] = counts[weekday]! + 1;
      sums[weekday] = sums[weekday]! + value;
      squares[weekday] = squares[weekday]! + value * value;
    }
    weekday = weekday === 6 ? 0 : weekday + 1;
  }
  let meanSum = 0;
  let priorSum = 0;
  let seen = 0;
  for (let index = 0; index < 7; index += 1) {
    if (counts[index]! < 2) continue;
    seen += 1;
    meanSum += sums[index]! / counts[index]!;
    priorSum += prior[index]!;
  }
  if (seen < 2 || meanSum <= 0 || priorSum <= 0) return prior;
  const scale = priorSum / meanSum;
  let noise = 0;
  let spread = 0;
  for (let index = 0; index < 7; index += 1) {
    const count = counts[index]!;
    if (count < 2) continue;
    const mean = sums[index]! / count;
    noise += ((squares[index]! / count - mean * mean) * scale * scale) / (count - 1);
    spread += (mean * scale - prior[index]!) ** 2;
  }
  const keep = spread > 0 ? Math.max(0, 1 - (noise / seen) * ((seen - 1) / spread)) : 0;
  const factors: number[] = [];
  for (let index = 0; index < 7; index += 1) {
    const count = counts[index]!;
    const base = prior[index]!;
    factors.push(count < 2 ? base : Math.max(0, base + keep * ((sums[index]! / count) * scale - base)));
  }
  return factors;
}

/**
 * The profile of several series together, each weighted by what it sells: the prior for items too thin to show their
 * own.
 */
export function pooledWeekdayProfile(all: readonly DemandSeries[]): WeekdayProfile {
  const sums = [0, 0, 0, 0, 0, 0, 0];
  const counts = [0, 0, 0, 0, 0, 0, 0];
  for (const series of all) {
    for (let day = Math.max(0, series.days - profileDays); day < series.days; day += 1) {
      if (series.censored[day] === 1) continue;
      const weekday = (series.firstWeekday + day) % 7;
      sums[weekday] = sums[weekday]! + series.soldMilli[day]!;
      counts[weekday] = counts[weekday]! + 1;
    }
  }
  const means = sums.map((sum, index) => (counts[index] === 0 ? 0 : sum / counts[index]!));
  const total = means.reduce((left, right) => left + right, 0);
  return total === 0 ? flatProfile : means.map((mean) => (7 * mean) / total);
}
