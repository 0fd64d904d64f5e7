import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, divRound, mulDivRound } from './integer.ts';

/** Half away from zero, by BigInt alone. */
function exactly(a: number, b: number, divisor: number): bigint {
  const product = BigInt(a) * BigInt(b);
  const magnitude = product < 0n ? -product : product;
  const quotient = magnitude / BigInt(divisor);
  const rounded = (magnitude % BigInt(divisor)) * 2n >= BigInt(divisor) ? quotient + 1n : quotient;
  return product < 0n ? -rounded : rounded;
}

const anyInteger = fc.oneof(fc.integer({ min: -10_000, max: 10_000 }), fc.maxSafeInteger());
const anyDivisor = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
const limit = BigInt(Number.MAX_SAFE_INTEGER);

describe('mulDivRound', () => {
  it('is exact, or throws when the result is no safe integer', () => {
    fc.assert(
      fc.property(anyInteger, anyInteger, anyDivisor, (a, b, divisor) => {
        const exact = exactly(a, b, divisor);
        const fits = exact <= limit && exact >= -limit;
        const compute = () => mulDivRound(a, b, divisor);
        const result = fits ? BigInt(compute()) : 'throws';
        expect(result).toBe(fits ? exact : 'throws');
        expect(fits || throws(compute)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('rounds half away from zero on both sides', () => {
    expect([5, -5, 4, -4, 6].map((value) => divRound(value, 10))).toEqual([1, -1, 0, 0, 1]);
  });

  it('never answers with a negative zero', () => {
    fc.assert(
      fc.property(anyInteger, fc.integer({ min: -5, max: 5 }), anyDivisor, (a, b, divisor) => {
        fc.pre(Number.isSafeInteger(a * b));
        expect(Object.is(mulDivRound(a, b, divisor), -0)).toBe(false);
      }),
    );
  });
});

describe('allocate', () => {
  const weights = fc.array(fc.oneof(fc.nat(), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })), {
    minLength: 1,
    maxLength: 20,
  });

  it('adds up exactly, and no share is one or more off its exact value', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), weights, (total, list) => {
        const shares = allocate(total, list);
        const sum = list.reduce((left, weight) => left + BigInt(weight), 0n);
        expect(shares.reduce((left, share) => left + BigInt(share), 0n)).toBe(BigInt(total));
        const off = shares.map((share, index) => BigInt(share) * sum - BigInt(total) * BigInt(list[index]!));
        expect(off.every((difference) => sum === 0n || (difference < sum && -difference < sum))).toBe(true);
      }),
    );
  });

  it('gives ties to the earlier, and everything to the first when nothing weighs', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(7, [0, 0])).toEqual([7, 0]);
    expect(allocate(7, [])).toEqual([]);
  });

  it('gives nothing to what weighs nothing', () => {
    expect(allocate(1, [0, 3, 0])).toEqual([0, 1, 0]);
  });
});

function throws(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    return error instanceof RangeError;
  }
}
