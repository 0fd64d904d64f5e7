import type { WindowDemand } from './demand-forecast.ts';

/** Below this mean the count of units sold is treated as the whole number that it is. */
const discreteBelowUnits = 100;
const mostSteps = 20_000;

/** The standard normal quantile (Acklam 2003, relative error below 1.15e-9). -Infinity at 0, Infinity at 1. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return (
      (((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734) * q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = probability - 0.5;
  const r = q * q;
  return (
    ((((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.38357751867269e2) * r -
      3.066479806614716e1) *
      r +
      2.506628277459239) *
      q) /
    (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r -
      1.328068155288572e1) *
      r +
      1)
  );
}

/**
 * The smallest whole number that a Poisson or, where the variance exceeds the mean, a negative binomial variable with
 * this mean and variance stays at or below with at least this probability. Negative binomial: r = mean^2 / (variance -
 * mean), p = mean / variance (matching two moments, for slow movers: Silver, Pyke and Thomas 2017). Undefined where it is out
 * of a double's reach.
 */
export function countQuantile(mean: number, variance: number, probability: number): number | undefined {
  if (mean <= 0) return 0;
  const over = variance > mean * 1.0001;
  const size = over ? (mean * mean) / (variance - mean) : 0;
  const share = over ? mean / variance : 0;
  let mass = over ? Math.exp(size * Math.log(share)) : Math.exp(-mean);
  if (!(mass > 0)) return undefined;
  let total = mass;
  let count = 0;
  while (total < probability) {
    if (count >= mostSteps) return undefined;
    mass *= over ? ((size + count) * (1 - share)) / (count + 1) : mean / (count + 1);
    count += 1;
    total += mass;
    if (mass < 1e-18 && count > mean) return count;
  }
  return count;
}

/** How a quantile was found: whole units that vary no more than by chance, or more; quantities of which many add up. */
export type DemandDistribution = 'poisson' | 'negative-binomial' | 'gamma' | 'normal';

export type DemandQuantile = { readonly quantityMilli: number; readonly distribution: DemandDistribution };

/** Below this shape the Wilson-Hilferty approximation of the gamma quantile is too rough. */
const leastGammaShape = 0.5;

/**
 * The quantity that the demand of a window stays at or below with this probability (0 to below 1), in thousandths,
 * never negative. `byUnit`: sold in whole units, of which few are counted exactly; else by weight or length. Large
 * quantities follow a gamma distribution, the negative binomial's continuous sister (quantile by Wilson and Hilferty
 * 1931), very erratic ones a normal.
 */
export function demandQuantile(demand: WindowDemand, probability: number, byUnit = true): DemandQuantile {
  const { meanMilli, sdMilli } = demand;
  const mean = meanMilli / 1000;
  if (byUnit && mean < discreteBelowUnits) {
    const variance = (sdMilli / 1000) ** 2;
    const count = countQuantile(mean, variance, probability);
    if (count !== undefined) {
      return { quantityMilli: count * 1000, distribution: variance > mean * 1.0001 ? 'negative-binomial' : 'poisson' };
    }
  }
  if (sdMilli === 0) return { quantityMilli: meanMilli, distribution: 'normal' };
  const z = normalQuantile(probability);
  const shape = (meanMilli / sdMilli) ** 2;
  if (shape < leastGammaShape) return { quantityMilli: Math.max(0, meanMilli + z * sdMilli), distribution: 'normal' };
  const root = Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape)));
  return { quantityMilli: meanMilli * root ** 3, distribution: 'gamma' };
}
