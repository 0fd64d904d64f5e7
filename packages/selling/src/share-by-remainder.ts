/**
 * Shares `total`, which is the rounded sum of `amounts * numerator / divisor`, over the amounts: each gets its own exact share cut
 * off to an integer, and what is left goes to the largest remainders (ties to the earlier). Unlike kernel's `allocate`, amounts may
 * have either sign (a return beside a sale), and no share is more than one off its exact value.
 * Turning every sign around turns every share around. Callers ensure that `total` is that rounded sum.
 */
export function shareByRemainder(
  total: number,
  amounts: readonly number[],
  numerator: number,
  divisor: number,
): number[] {
  const sign = signOf(amounts);
  const shares = amounts.map((amount, index) => {
    const product = BigInt(sign * amount) * BigInt(numerator);
    const remainder = floorMod(product, BigInt(divisor));
    return { index, floor: Number((product - remainder) / BigInt(divisor)), remainder };
  });
  const missing = sign * total - shares.reduce((sum, { floor }) => sum + floor, 0);
  const ranked = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const result = amounts.map(() => 0);
  for (const [rank, { index, floor }] of ranked.entries()) {
    const share = sign * (rank < missing ? floor + 1 : floor);
    result[index] = share === 0 ? 0 : share;
  }
  return result;
}

/** The sign of the sum, or of the first amount that is not 0 when they cancel out. */
function signOf(amounts: readonly number[]): 1 | -1 {
  const sum = amounts.reduce((left, right) => left + right, 0);
  const deciding = sum === 0 ? (amounts.find((amount) => amount !== 0) ?? 1) : sum;
  return deciding < 0 ? -1 : 1;
}

function floorMod(value: bigint, divisor: bigint): bigint {
  const remainder = value % divisor;
  return remainder < 0n ? remainder + divisor : remainder;
}
