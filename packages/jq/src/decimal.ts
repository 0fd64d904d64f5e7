/** Beyond this many digits a literal is a double like any other: nobody's order number is longer. */
const mostDigits = 100_000;

/**
 * A number literal that a double would change or that is written otherwise than a double prints: `100000000000000000001`,
 * `1.10`. Comparing, negating and printing keep its digits; arithmetic takes `double`.
 */
export class Decimal {
  readonly negative: boolean;
  /** Digits without leading zeros, at least one. */
  readonly digits: string;
  /** The value is digits x 10^exponent. */
  readonly exponent: number;
  readonly double: number;

  constructor(negative: boolean, digits: string, exponent: number, double: number) {
    this.negative = negative;
    this.digits = digits;
    this.exponent = exponent;
    this.double = double;
  }

  negated(): Decimal | number {
    return this.digits === '0' ? 0 : new Decimal(!this.negative, this.digits, this.exponent, -this.double);
  }

  /** Scientific form of the General Decimal Arithmetic specification: an exponent when it is positive or far below the point. */
  toString(): string {
    const sign = this.negative ? '-' : '';
    const adjusted = this.exponent + this.digits.length - 1;
    if (this.exponent <= 0 && adjusted >= -6) {
      if (this.exponent === 0) return sign + this.digits;
      const point = this.digits.length + this.exponent;
      return point > 0
        ? `${sign}${this.digits.slice(0, point)}.${this.digits.slice(point)}`
        : `${sign}0.${'0'.repeat(-point)}${this.digits}`;
    }
    const fraction = this.digits.length > 1 ? `.${this.digits.slice(1)}` : '';
    return `${sign}${this.digits.charAt(0)}${fraction}E${adjusted < 0 ? '' : '+'}${adjusted}`;
  }

  /** For hosts that serialise: the double, as JSON.stringify would have it. */
  toJSON(): number {
    return this.double;
  }
}

const largestExponent = 999_999_999;

/** A literal in JSON's number syntax (also `.5`, `5.`). Null when the text is none; a double where nothing is lost by it. */
export function parseNumber(text: string, exact: boolean): number | Decimal | null {
  const found = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (found === null) return null;
  const [, sign = '', whole = '', fraction = '', power = '0'] = found;
  if (whole === '' && fraction === '') return null;
  const negative = sign === '-';
  const double = doubleOf(sign, whole, fraction, power);
  if (!exact || whole.length + fraction.length > mostDigits) return double;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const exponent = Math.max(-largestExponent, Number(power) - fraction.length);
  const adjusted = exponent + digits.length - 1;
  if (adjusted > largestExponent || adjusted < -largestExponent - mostDigits) return double;
  if (printsTheSame(digits, exponent, adjusted)) return double;
  return new Decimal(negative, digits, exponent, double);
}

const doubleDigits = 17;

/** jq rounds a literal to 17 digits and that to a double; what is beyond the largest double becomes it. */
function doubleOf(sign: string, whole: string, fraction: string, power: string): number {
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const exponent = Number(power) - fraction.length;
  const surplus = Math.max(0, digits.length - doubleDigits);
  const kept = surplus === 0 ? digits : roundedDigits(digits);
  const double = Number(`${sign}${kept}e${exponent + surplus}`);
  return Number.isFinite(double) ? double : Math.sign(double) * Number.MAX_VALUE;
}

/** The first 17 digits, half a unit rounded to the even one. */
function roundedDigits(digits: string): string {
  const kept = BigInt(digits.slice(0, doubleDigits));
  const rest = digits.slice(doubleDigits);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const isUp = rest > half || (rest === half && kept % 2n === 1n);
  return String(isUp ? kept + 1n : kept);
}

/** Whether a double prints these digits as they are: integers of up to 15 digits, and fractions without zeros at the end. */
function printsTheSame(digits: string, exponent: number, adjusted: number): boolean {
  if (digits.length > 15) return false;
  return exponent === 0 || (exponent < 0 && adjusted >= -4 && !digits.endsWith('0'));
}

/** -1, 0 or 1 by value: 1.0 and 1 are equal, whatever the number of digits. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const leftZero = /^0+$/.test(left.digits);
  const rightZero = /^0+$/.test(right.digits);
  const leftSign = leftZero ? 0 : left.negative ? -1 : 1;
  const rightSign = rightZero ? 0 : right.negative ? -1 : 1;
  if (leftSign !== rightSign) return leftSign < rightSign ? -1 : 1;
  if (leftSign === 0) return 0;
  return leftSign * compareMagnitudes(left, right);
}

function compareMagnitudes(left: Decimal, right: Decimal): number {
  const leftAdjusted = left.exponent + left.digits.length;
  const rightAdjusted = right.exponent + right.digits.length;
  if (leftAdjusted !== rightAdjusted) return leftAdjusted < rightAdjusted ? -1 : 1;
  const length = Math.max(left.digits.length, right.digits.length);
  const a = left.digits.padEnd(length, '0');
  const b = right.digits.padEnd(length, '0');
  return a === b ? 0 : a < b ? -1 : 1;
}
