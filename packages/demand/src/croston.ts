import type { DemandSeries } from './demand-series.ts';
import type { LevelMethod, LevelPath } from './level-path.ts';

/** Bias correction of Syntetos and Boylan (2005): the factor 1 - alpha / 2. */
export function syntetosBoylanFactor(alpha: number): number {
  return 1 - alpha / 2;
}

/**
 * Croston (1972): exponential smoothing of the quantities sold and of the intervals between sales, both updated only
 * when something is sold; the forecast is their ratio. The first sale and its interval start the smoothing, as in R's
 * `forecast::croston`. Days that are censored lengthen no interval. 0 before the first sale.
 */
export function crostonPath(
  series: Pick<DemandSeries, 'soldMilli' | 'censored'>,
  alpha: number,
  factor = 1,
): LevelPath {
  const { soldMilli, censored } = series;
  const beforeMilli = new Float64Array(soldMilli.length);
  let size = 0;
  let interval = 0;
  let waited = 0;
  let level = 0;
  for (let day = 0; day < soldMilli.length; day += 1) {
    beforeMilli[day] = level;
    const value = soldMilli[day]!;
    if (censored[day] === 1 && value <= level) continue;
    waited += 1;
    if (value === 0) continue;
    if (interval === 0) {
      size = value;
      interval = waited;
    } else {
      size += alpha * (value - size);
      interval += alpha * (waited - interval);
    }
    waited = 0;
    level = (factor * size) / interval;
  }
  return { beforeMilli, nextMilli: level };
}

const alpha = 0.1;

export const crostonLevel: LevelMethod = (series) => crostonPath(series, alpha);
export const syntetosBoylanLevel: LevelMethod = (series) => crostonPath(series, alpha, syntetosBoylanFactor(alpha));
