import type { LevelMethod } from './level-path.ts';

/** Memories of about 50, 20, 10 and 5 days. */
const alphas = [0.02, 0.05, 0.1, 0.2] as const;
const width = alphas.length;
const aheadDays = 28;
/** Errors of an earlier week count 3 % less for every week since. */
const forgetPerWeek = 0.97;
/** The first weeks say nothing of which memory suits: all are the plain mean then. */
const judgeFromDay = 112;

/** Weights in proportion to 1 / (squared error)^3, which nearly picks the best and yet does not jump. */
function reweigh(errors: Float64Array, weights: Float64Array): void {
  let best = Infinity;
  for (let index = 0; index < width; index += 1) best = Math.min(best, errors[index]!);
  let sum = 0;
  for (let index = 0; index < width; index += 1) {
    const ratio = errors[index] === best ? 1 : best / errors[index]!;
    weights[index] = ratio * ratio * ratio;
    sum += weights[index]!;
  }
  for (let index = 0; index < width; index += 1) weights[index] = weights[index]! / sum;
}

/**
 * Simple exponential smoothing with four memories at once (Brown 1959), blended by how well each foretold the sales of
 * the 28 days after every past week (combination by inverse error: Bates and Granger 1969). The weekday's factor is
 * taken out, so the level has no weekly ripple. Each memory begins as a plain mean, which needs no starting value.
 */
export const blendedSmoothingLevel: LevelMethod = (series, profile) => {
  const { days, soldMilli, censored } = series;
  const beforeMilli = new Float64Array(days);
  const levels = new Float64Array(width);
  const errors = new Float64Array(width);
  const weights = new Float64Array(width).fill(1 / width);
  const snapshots = new Float64Array(width * (Math.floor(days / 7) + 1));
  const actual = new Float64Array(days + 1);
  const expected = new Float64Array(days + 1);
  let weekday = series.firstWeekday;
  let seen = 0;
  for (let day = 0; day < days; day += 1) {
    if (day % 7 === 0) {
      const week = day / 7;
      for (let index = 0; index < width; index += 1) snapshots[week * width + index] = levels[index]!;
      const origin = day - aheadDays;
      const factors = origin < judgeFromDay ? 0 : expected[day]! - expected[origin]!;
      if (factors > 0) {
        const mean = (actual[day]! - actual[origin]!) / factors;
        const at = (origin / 7) * width;
        for (let index = 0; index < width; index += 1) {
          errors[index] = forgetPerWeek * errors[index]! + (mean - snapshots[at + index]!) ** 2;
        }
        reweigh(errors, weights);
      }
    }
    let level = 0;
    for (let index = 0; index < width; index += 1) level += weights[index]! * levels[index]!;
    beforeMilli[day] = level;
    const value = soldMilli[day]!;
    const factor = profile[weekday]!;
    weekday = weekday === 6 ? 0 : weekday + 1;
    const counts = censored[day] === 0 || value > level * factor;
    actual[day + 1] = actual[day]! + (counts ? value : 0);
    expected[day + 1] = expected[day]! + (counts ? factor : 0);
    if (!counts) continue;
    seen += 1;
    const damped = 1 / Math.max(1, factor);
    for (let index = 0; index < width; index += 1) {
      const before = levels[index]!;
      levels[index] = before + damped * Math.max(alphas[index]!, 1 / seen) * (value - before * factor);
    }
  }
  let nextMilli = 0;
  for (let index = 0; index < width; index += 1) nextMilli += weights[index]! * levels[index]!;
  return { beforeMilli, nextMilli };
};
