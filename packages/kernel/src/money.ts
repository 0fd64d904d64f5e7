import { mulDivRound } from './integer.ts';

/**
 * Money is an integer of minor units (cents) with its currency. Unit prices and unit costs are finer than a minor unit
 * and are integers of *micros*: millionths of the major unit (1.50 EUR = 150 minor = 1,500,000 micro).
 */
export type Currency = string;

/** Minor digits by ISO 4217 where they are not 2. */
const minorDigits: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** Digits after the decimal point of a currency's minor unit (ISO 4217). */
export function minorDigitsOf(currency: Currency): number {
  return minorDigits[currency] ?? 2;
}

/** How many micros one minor unit holds. */
export function microPerMinor(currency: Currency): number {
  return 10 ** (6 - minorDigitsOf(currency));
}

/** The amount of a quantity (thousandths) at a unit price (micro), in minor units, rounded half away from zero. */
export function amountMinor(unitPriceMicro: number, qtyMilli: number, currency: Currency): number {
  return mulDivRound(unitPriceMicro, qtyMilli, 1000 * microPerMinor(currency));
}

/** The value of a quantity (thousandths) at a unit cost (micro), in micros, rounded half away from zero. */
export function valueMicro(unitCostMicro: number, qtyMilli: number): number {
  return mulDivRound(unitCostMicro, qtyMilli, 1000);
}
