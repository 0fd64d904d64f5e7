/** The value below or at which a share of all values lies (nearest rank). `sorted` ascends and is not empty. */
export function percentile(sorted: readonly number[] | Float64Array, share: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('there is no percentile of nothing');
  return value;
}
