import { minorDigitsOf } from '@barrow/kernel';
import { locale } from './locale.ts';

const formatters = new Map<string, Intl.NumberFormat>();

function formatterOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let formatter = formatters.get(key);
  if (formatter === undefined) formatters.set(key, (formatter = new Intl.NumberFormat(locale, options)));
  return formatter;
}

/** An amount of minor units, in full: `€1,234.50`. */
export function formatMoney(amountMinor: number, currency: string): string {
  const digits = minorDigitsOf(currency);
  return formatterOf({
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amountMinor / 10 ** digits);
}

/** An amount of minor units without its fraction, where many stand side by side. */
export function formatMoneyShort(amountMinor: number, currency: string): string {
  return formatterOf({ style: 'currency', currency, maximumFractionDigits: 0 }).format(
    amountMinor / 10 ** minorDigitsOf(currency),
  );
}

/** A unit price or cost (micros of the major unit), with as many digits as it has. */
export function formatPrice(micro: number, currency: string): string {
  return formatterOf({
    style: 'currency',
    currency,
    minimumFractionDigits: minorDigitsOf(currency),
    maximumFractionDigits: 6,
  }).format(micro / 1_000_000);
}

/** A quantity of thousandths, with its unit unless that is pieces. */
export function formatQty(qtyMilli: number, unit = 'each'): string {
  const number = formatterOf({ maximumFractionDigits: 3 }).format(qtyMilli / 1000);
  return unit === 'each' ? number : `${number} ${unit}`;
}

/** A change of quantity, always with its sign. */
export function formatChange(qtyMilli: number, unit = 'each'): string {
  const number = formatterOf({ maximumFractionDigits: 3, signDisplay: 'exceptZero' }).format(qtyMilli / 1000);
  return unit === 'each' ? number : `${number} ${unit}`;
}

export function formatCount(count: number): string {
  return formatterOf({}).format(count);
}

/** A share as a signed percentage: 0.08 is `+8%`. */
export function formatGrowth(share: number): string {
  return formatterOf({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(share);
}

/** Parts per million as a percentage: 190000 is `19%`. */
export function formatPpm(ppm: number): string {
  return formatterOf({ style: 'percent', maximumFractionDigits: 4 }).format(ppm / 1_000_000);
}

/** A share as a percentage: 0.975 is `97.5%`. */
export function formatPercent(share: number): string {
  return formatterOf({ style: 'percent', maximumFractionDigits: 1 }).format(share);
}
