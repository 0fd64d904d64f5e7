/**
 * A double as jq prints it: the shortest digits that read back (17 at most), plain from 1e-5 on up to 17 digits, with an
 * exponent of at least two digits otherwise. NaN is null, infinities are the largest doubles.
 */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return Object.is(value, -0) ? '-0' : String(value);
  if (!Number.isFinite(value)) {
    if (Number.isNaN(value)) return 'null';
    return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  }
  const sign = value < 0 ? '-' : '';
  const [mantissa = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(power) + 1;
  if (point <= -4 || point > digits.length + 15) return `${sign}${scientific(digits, point - 1)}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function scientific(digits: string, power: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${digits.charAt(0)}${fraction}e${power < 0 ? '-' : '+'}${size}`;
}
