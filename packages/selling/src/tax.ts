import { allocate, mulDivRound } from '@barrow/kernel';

/** One tax: `ratePpm` in parts per million (19 % = 190,000). A tax class is a list of them, such as state and city; empty is exempt. */
export type TaxRate = { readonly code: string; readonly ratePpm: number };
/** A tax worked out, minor units. */
export type TaxAmount = TaxRate & { readonly taxMinor: number };

/** `line`: tax is rounded on every line. `total`: on the sum of a rate, then given to its lines so that they add up. */
export type TaxRounding = 'line' | 'total';

/** Marks a tax that a capturer told for goods whose taxes are not known here. */
export const capturedTaxCode = 'captured';

const onePpm = 1_000_000;

/** Sum of the rates of a class. */
export function classRatePpm(rates: readonly TaxRate[]): number {
  return rates.reduce((sum, rate) => sum + rate.ratePpm, 0);
}

/**
 * The taxes of one amount. Inclusive: the tax within it, `amount * R / (1 + R)` with R the sum of the rates, rounded once and
 * shared out by rate, so that it never exceeds the amount. Exclusive: each rate on the amount, rounded by itself.
 * Half away from zero, so that a return is the exact opposite of its sale.
 */
export function taxesOf(amountMinor: number, rates: readonly TaxRate[], inclusive: boolean): TaxAmount[] {
  if (inclusive) return shareTax(inclusiveTax(amountMinor, classRatePpm(rates)), rates);
  return rates.map(({ code, ratePpm }) => ({ code, ratePpm, taxMinor: exclusiveTax(amountMinor, ratePpm) }));
}

/** The tax contained in an amount. */
export function inclusiveTax(amountMinor: number, ratePpm: number): number {
  return mulDivRound(amountMinor, ratePpm, onePpm + ratePpm);
}

/** The tax that comes on top of an amount. */
export function exclusiveTax(amountMinor: number, ratePpm: number): number {
  return mulDivRound(amountMinor, ratePpm, onePpm);
}

/** Shares a tax out over the rates of its class in proportion. */
export function shareTax(taxMinor: number, rates: readonly TaxRate[]): TaxAmount[] {
  const shares = allocate(
    taxMinor,
    rates.map((rate) => rate.ratePpm),
  );
  return rates.map(({ code, ratePpm }, index) => ({ code, ratePpm, taxMinor: shares[index] ?? 0 }));
}
