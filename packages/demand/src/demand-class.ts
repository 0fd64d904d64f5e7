import type { DemandSeries } from './demand-series.ts';

/**
 * Smooth, erratic, intermittent and lumpy after Syntetos, Boylan and Croston (2005); new where nothing can be told yet.
 */
export type DemandClass = 'smooth' | 'erratic' | 'intermittent' | 'lumpy' | 'new';

/** Mean days from sale to sale at which demand becomes intermittent (Syntetos, Boylan and Croston 2005). */
export const intermittentFromDays = 1.32;
/** Squared coefficient of variation of the quantities sold at which demand becomes erratic (same source). */
export const erraticFromCv2 = 0.49;

const minimumObservedDays = 14;

/**
 * The class of a series, by its mean interval between days with a sale and the variation of the quantity on those days.
 */
export function demandClassOf(series: DemandSeries): DemandClass {
  if (series.observedDays < minimumObservedDays || series.demandDays < 2) return 'new';
  const intermittent = series.observedDays / series.demandDays >= intermittentFromDays;
  const erratic = series.sizeCv2 >= erraticFromCv2;
  if (intermittent) return erratic ? 'lumpy' : 'intermittent';
  return erratic ? 'erratic' : 'smooth';
}
