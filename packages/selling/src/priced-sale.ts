import type { Currency } from '@barrow/kernel';
import type { TaxAmount, TaxRate, TaxRounding } from './tax.ts';

/** What a sale is priced with, apart from what its capturer told. */
export type PricingContext = {
  readonly currency: Currency;
  /** Whether the location's prices hold the tax; the sale's own `taxInclusive` goes first. */
  readonly taxInclusive: boolean;
  readonly taxRounding: TaxRounding;
  /** The taxes of each line, in the order of the lines; an absent one is exempt. */
  readonly taxRatesByLine: readonly (readonly TaxRate[])[];
};

/**
 * A line in minor units, negative throughout for a return:
 * `grossMinor - discountMinor` is the price charged; `netMinor` is without tax and `lineTotalMinor` with it, so
 * `lineTotalMinor = netMinor + taxMinor` always, `= gross - discount` with inclusive and `= gross - discount + tax` with exclusive taxes.
 */
export type PricedLine = {
  /** From 1. */
  readonly lineNo: number;
  readonly qtyMilli: number;
  readonly grossMinor: number;
  /** Of the sign of the quantity: positive is less to pay, negative is less to give back. */
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly lineTotalMinor: number;
  /** Adds up to `taxMinor`. */
  readonly taxes: readonly TaxAmount[];
};

/** The tax of one rate over the whole sale, with the amount without tax that it was worked out on. */
export type TaxTotal = TaxAmount & { readonly netMinor: number };

/** Sums of the lines, minor units; `totalMinor` is net plus tax plus rounding. */
export type SaleTotals = {
  readonly goodsMinor: number;
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly roundingMinor: number;
  readonly totalMinor: number;
};

export type PricedSale = {
  readonly currency: Currency;
  readonly taxInclusive: boolean;
  readonly lines: readonly PricedLine[];
  readonly taxes: readonly TaxTotal[];
  readonly totals: SaleTotals;
};
