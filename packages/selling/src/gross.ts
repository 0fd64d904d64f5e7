import type { SaleLineInput } from '@barrow/contracts';
import { amountMinor, microPerMinor, type Currency } from '@barrow/kernel';

/** The largest amount of a line or a sale, minor units: the limit of the contracts, so that sums of thousands of them stay exact. */
export const maxAmountMinor = 1_000_000_000_000;

/** Quantity times unit price, minor units, negative for a return; `null` when it is beyond the limit. */
export function grossOf(line: Pick<SaleLineInput, 'unitPriceMicro' | 'qtyMilli'>, currency: Currency): number | null {
  const estimate = (line.unitPriceMicro * line.qtyMilli) / (1000 * microPerMinor(currency));
  if (Math.abs(estimate) > maxAmountMinor + 1) return null;
  const gross = amountMinor(line.unitPriceMicro, line.qtyMilli, currency);
  return Math.abs(gross) > maxAmountMinor ? null : gross;
}
