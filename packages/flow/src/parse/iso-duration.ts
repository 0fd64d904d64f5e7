const unitMs = {
  Y: 365 * 86_400_000,
  Mo: 30 * 86_400_000,
  W: 7 * 86_400_000,
  D: 86_400_000,
  H: 3_600_000,
  M: 60_000,
  S: 1000,
} as const;

/** Longer than any run lives: a thousand years. */
export const longestDurationMs = 1000 * unitMs.Y;

const pattern =
  /^P(?!$)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** The milliseconds of an ISO 8601 duration, rounded; null when it is none or too long. A year counts 365 days, a month 30. */
export function isoDurationMs(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const units = [unitMs.Y, unitMs.Mo, unitMs.W, unitMs.D, unitMs.H, unitMs.M, unitMs.S];
  const totalMs = units.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
  return totalMs <= longestDurationMs ? Math.round(totalMs) : null;
}
