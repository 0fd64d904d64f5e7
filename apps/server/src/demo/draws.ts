import { must, type Random } from '@barrow/kernel';

/** A standard normal number (Box and Muller 1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A lognormal factor with mean 1 and the given standard deviation of its logarithm. */
export function drawFactor(random: Random, sigma: number): number {
  return Math.exp(sigma * drawNormal(random) - (sigma * sigma) / 2);
}

/** A gamma number with mean 1 (Marsaglia and Tsang 2000; for a shape under 1 with their power of a uniform number). */
export function drawGamma(random: Random, shape: number): number {
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      const value = d * v * (shape < 1 ? (1 - random()) ** (1 / shape) : 1);
      return value / shape;
    }
  }
}

/** A Poisson number (Knuth's product for small means; a rounded normal above 60, where the two can hardly be told apart). */
export function drawPoisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}

/** A negative binomial number as a Poisson number of a gamma mean: its variance is mean + mean² / shape. */
export function drawDemand(random: Random, mean: number, shape: number): number {
  return mean <= 0 ? 0 : drawPoisson(random, mean * drawGamma(random, shape));
}

/** An index drawn in proportion to weights. Callers ensure that one is above 0. */
export function drawIndex(random: Random, weights: readonly number[]): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  let left = random() * sum;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.findLastIndex((weight) => weight > 0);
}

export function drawOne<Value>(random: Random, values: readonly Value[]): Value {
  return must(values[Math.floor(random() * values.length)], 'a value to draw');
}

/** Puts an array into random order, in place (Fisher and Yates). */
export function shuffle(random: Random, values: unknown[]): void {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const kept = values[index];
    values[index] = values[other];
    values[other] = kept;
  }
}
