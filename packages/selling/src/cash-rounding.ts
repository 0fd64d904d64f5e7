import { divRound } from '@barrow/kernel';

/**
 * What to add to a total so that it can be paid in coins of `stepMinor` (5 for CHF): the nearest multiple, half away from zero.
 * 0 when the step is 0 or 1.
 */
export function cashRounding(totalMinor: number, stepMinor: number): number {
  if (stepMinor <= 1) return 0;
  return divRound(totalMinor, stepMinor) * stepMinor - totalMinor;
}
