import { refusal, success, type Outcome } from './outcome.ts';

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Parses a decimal text such as `-12.345` into an integer scaled by 10^`digits`, without floating point.
 * More digits than `digits` are refused unless they are zeros, so that nothing is silently rounded.
 */
export function parseDecimal(
  text: string,
  digits: number,
): Outcome<number, 'not-a-number' | 'too-precise' | 'too-large'> {
  const match = decimalPattern.exec(text.trim());
  if (match === null || (!match[2] && !match[3])) return refusal('not-a-number');
  const fraction = match[3] ?? '';
  if (/[1-9]/.test(fraction.slice(digits))) return refusal('too-precise');
  const scaled = Number((match[2] ?? '') + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(scaled)) return refusal('too-large');
  return success(match[1] === '-' && scaled !== 0 ? -scaled : scaled);
}

/** Writes an integer scaled by 10^`digits` as a decimal text without trailing zeros beyond `keep` digits. */
export function formatDecimal(scaled: number, digits: number, keep = 0): string {
  const sign = scaled < 0 ? '-' : '';
  const padded = String(Math.abs(scaled)).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  let fraction = digits === 0 ? '' : padded.slice(-digits);
  while (fraction.length > keep && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return sign + whole + (fraction === '' ? '' : `.${fraction}`);
}
