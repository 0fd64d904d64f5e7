/** Notes and coins that people hand over, in minor units of most currencies. */
const notes = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** Amounts of cash that are likely for what is due: exactly it, and what the next notes come to. */
export function cashOffers(dueMinor: number): readonly number[] {
  if (dueMinor <= 0) return [dueMinor];
  const rounded = notes.map((note) => Math.ceil(dueMinor / note) * note);
  return [...new Set([dueMinor, ...rounded])].toSorted((a, b) => a - b).slice(0, 5);
}
