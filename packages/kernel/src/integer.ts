/**
 * `a * b / divisor`, rounded half away from zero, exact for any safe integers.
 * Throws when the result is no safe integer. All arguments are integers; `divisor` is positive.
 */
export function mulDivRound(a: number, b: number, divisor: number): number {
  const product = a * b;
  if (Number.isSafeInteger(product) && Number.isSafeInteger(2 * product)) {
    const sign = product < 0 ? -1 : 1;
    const magnitude = Math.abs(product);
    const remainder = magnitude % divisor;
    const quotient = (magnitude - remainder) / divisor;
    const rounded = sign * (remainder * 2 >= divisor ? quotient + 1 : quotient);
    return rounded === 0 ? 0 : rounded;
  }
  const wide = BigInt(a) * BigInt(b);
  const wideDivisor = BigInt(divisor);
  const magnitude = wide < 0n ? -wide : wide;
  const rounded = (2n * magnitude + wideDivisor) / (2n * wideDivisor);
  const result = Number(wide < 0n ? -rounded : rounded);
  if (!Number.isSafeInteger(result)) throw new RangeError(`${a} x ${b} / ${divisor} is beyond safe integers`);
  return result;
}

/** `a / divisor`, rounded half away from zero. */
export function divRound(a: number, divisor: number): number {
  return mulDivRound(a, 1, divisor);
}

/**
 * Splits `total` over `weights` in proportion, in integers that add up to it exactly (largest remainder; ties to the earlier).
 * Callers ensure that weights are integers and not negative. When all weigh 0, the first gets everything.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, weight) => left + BigInt(weight), 0n);
  if (weights.length === 0) return [];
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0));
  const sign = total < 0 ? -1 : 1;
  const size = Math.abs(total);
  const shares = weights.map((weight, index) => {
    const product = BigInt(size) * BigInt(weight);
    return { index, share: Number(product / sum), remainder: product % sum };
  });
  let left = size - shares.reduce((taken, { share }) => taken + share, 0);
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const entry of byRemainder) {
    if (left === 0) break;
    entry.share += 1;
    left -= 1;
  }
  return shares.map(({ share }) => (share === 0 ? 0 : sign * share));
}
