import type { SaleLineInput } from '@barrow/contracts';
import { allocate, mulDivRound, refusal, success, type Currency, type Outcome } from '@barrow/kernel';
import { grossOf } from './gross.ts';

/** A rate (parts per million) of an amount, minor units, rounded half away from zero: 10 % off is `discountOfRate(amount, 100_000)`. */
export function discountOfRate(amountMinor: number, ratePpm: number): number {
  return mulDivRound(amountMinor, ratePpm, 1_000_000);
}

/**
 * Gives a discount on the whole basket to its lines, in proportion to what is left of each after its own discount; the shares
 * add up exactly. Only goods sold take part, not goods returned in the same basket. Done before capture: a stored sale
 * has discounts on lines only, so till and server price the same thing.
 */
export function applyBasketDiscount(
  lines: readonly SaleLineInput[],
  discountMinor: number,
  currency: Currency,
): Outcome<SaleLineInput[], 'larger-than-basket' | 'negative'> {
  if (discountMinor < 0) return refusal('negative');
  const left = lines.map((line) => {
    const gross = line.qtyMilli > 0 ? grossOf(line, currency) : 0;
    return gross === null ? 0 : Math.max(0, gross - (line.discountMinor ?? 0));
  });
  if (discountMinor > left.reduce((sum, amount) => sum + amount, 0)) return refusal('larger-than-basket');
  if (discountMinor === 0) return success([...lines]);
  const shares = allocate(discountMinor, left);
  return success(
    lines.map((line, index) => {
      const share = shares[index] ?? 0;
      return share === 0 ? line : { ...line, discountMinor: (line.discountMinor ?? 0) + share };
    }),
  );
}
