const bits = new DataView(new ArrayBuffer(8));

/** Fraction in [0.5, 1) with the sign of x, and the power of two that it must be scaled by. */
export function frexp(x: number): readonly [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  bits.setFloat64(0, x);
  const biased = (bits.getUint32(0) >>> 20) & 0x7ff;
  if (biased === 0) {
    const [fraction, exponent] = frexp(x * 2 ** 64);
    return [fraction, exponent - 64];
  }
  bits.setUint32(0, (bits.getUint32(0) & 0x800fffff) | (1022 << 20));
  return [bits.getFloat64(0), biased - 1022];
}

/** x times a power of two, in steps that neither overflow nor vanish too early. */
export function ldexp(x: number, exponent: number): number {
  let value = x;
  let left = Math.max(-2200, Math.min(2200, exponent));
  for (; left > 1000; left -= 1000) value *= 2 ** 1000;
  for (; left < -1000; left += 1000) value *= 2 ** -1000;
  return value * 2 ** left;
}

export function roundToEven(x: number): number {
  if (x < 0) return -roundToEven(-x);
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** x - n y where n is x / y rounded to the nearest integer, to the even one of two. */
export function ieeeRemainder(x: number, y: number): number {
  if (y === 0 || !Number.isFinite(x) || Number.isNaN(y)) return Number.NaN;
  if (!Number.isFinite(y)) return x;
  const size = Math.abs(y);
  // In [0, 2 size): the quotient's last bit is known from it.
  const rest = Math.abs(x) % (2 * size);
  const nearest = rest * 2 <= size ? rest : rest * 2 < 3 * size ? rest - size : rest - 2 * size;
  return x < 0 ? -nearest : nearest;
}

/** The next double after x towards y. */
export function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  bits.setFloat64(0, x);
  const step = x < y === x > 0 ? 1n : -1n;
  bits.setBigInt64(0, bits.getBigInt64(0) + step);
  return bits.getFloat64(0);
}

/** x y + z rounded once, by exact integers. */
export function fma(x: number, y: number, z: number): number {
  const simple = x * y + z;
  if (!Number.isFinite(simple) || x === 0 || y === 0 || z === 0) return simple;
  const [xf, xe] = exactOf(x);
  const [yf, ye] = exactOf(y);
  const [zf, ze] = exactOf(z);
  const productExponent = xe + ye;
  const shift = productExponent - ze;
  if (Math.abs(shift) > 2200) return simple;
  const low = Math.min(productExponent, ze);
  const sum = ((xf * yf) << BigInt(productExponent - low)) + (zf << BigInt(ze - low));
  return roundedQuotient(sum, low);
}

/** Integer fraction and exponent of a double. */
function exactOf(x: number): readonly [bigint, number] {
  const [fraction, exponent] = frexp(x);
  return [BigInt(fraction * 2 ** 53), exponent - 53];
}

/** n times a power of two, rounded to the nearest double. */
function roundedQuotient(n: bigint, exponent: number): number {
  const size = n < 0n ? -n : n;
  const length = size.toString(2).length;
  const surplus = length - 64;
  if (surplus <= 0) return ldexp(Number(n), exponent);
  // Sixty-four bits and whether anything is below them round as all bits would.
  const kept = (size >> BigInt(surplus)) | ((size & ((1n << BigInt(surplus)) - 1n)) === 0n ? 0n : 1n);
  return ldexp(Number(n < 0n ? -kept : kept), exponent + surplus);
}
