import { must } from '@barrow/kernel';

/** What is compared between real sets and the generated history. Shares are 0 to 1; slopes, ratios and indices have no unit. */
export type SeriesFigures = {
  readonly series: number;
  /** Share of series-days without a sale. */
  readonly zeroShare: number;
  /** Share of zero days among the series whose daily mean lies in each of `meanBands`; undefined where fewer than 5 series do. */
  readonly zeroShareByMean: readonly (number | undefined)[];
  /** Median over series of variance / mean of daily units. */
  readonly varianceToMean: number;
  /** Median over series of variance / mean of 7-day sums: above `varianceToMean` where the level drifts. */
  readonly weeklyVarianceToMean: number;
  /** Median variance / mean of daily units by `meanBands`, as above. */
  readonly varianceToMeanByMean: readonly (number | undefined)[];
  /** The same of 7-day sums. */
  readonly weeklyVarianceToMeanByMean: readonly (number | undefined)[];
  readonly classes: DemandClasses;
};

/** Shares of series by Syntetos, Boylan and Croston (2005): ADI 1.32, squared coefficient of variation of sizes 0.49. */
export type DemandClasses = {
  readonly smooth: number;
  readonly erratic: number;
  readonly intermittent: number;
  readonly lumpy: number;
};

export const meanBands: readonly (readonly [number, number])[] = [
  [0.05, 0.15],
  [0.15, 0.3],
  [0.3, 0.6],
  [0.6, 1.2],
  [1.2, 2.4],
  [2.4, 5],
];

/** Figures of daily series, each an array of units a day the series was on sale. Series with fewer than 28 days or 2 sales are left out. */
export function seriesFigures(all: readonly (readonly number[])[]): SeriesFigures {
  const series = all.filter((values) => values.length >= 28 && values.filter((value) => value > 0).length >= 2);
  let cells = 0;
  let zeros = 0;
  for (const values of series) {
    cells += values.length;
    for (const value of values) if (value === 0) zeros += 1;
  }
  return {
    series: series.length,
    zeroShare: zeros / cells,
    zeroShareByMean: byMean(series, (inBand) => mean(inBand.map(zeroShareOf))),
    varianceToMeanByMean: byMean(series, (inBand) => median(inBand.map(dispersionOf))),
    weeklyVarianceToMeanByMean: byMean(series, (inBand) =>
      median(inBand.map((values) => dispersionOf(sums(values, 7)))),
    ),
    varianceToMean: median(series.map(dispersionOf)),
    weeklyVarianceToMean: median(series.map((values) => dispersionOf(sums(values, 7)))),
    classes: demandClasses(series),
  };
}

/** How series of any period divide into the four classes. Series with fewer than 2 demands are left out. */
export function demandClasses(all: readonly (readonly number[])[]): DemandClasses {
  const counts = { smooth: 0, erratic: 0, intermittent: 0, lumpy: 0 };
  let total = 0;
  for (const values of all) {
    const sizes = values.filter((value) => value > 0);
    if (sizes.length < 2) continue;
    const often = values.length / sizes.length < 1.32;
    const even = variance(sizes) / mean(sizes) ** 2 < 0.49;
    counts[often ? (even ? 'smooth' : 'erratic') : even ? 'intermittent' : 'lumpy'] += 1;
    total += 1;
  }
  return {
    smooth: counts.smooth / total,
    erratic: counts.erratic / total,
    intermittent: counts.intermittent / total,
    lumpy: counts.lumpy / total,
  };
}

/** Mean lines of a ticket, and the shares of tickets with 1, 2, ... 8, and more lines. */
export function ticketFigures(linesOfTickets: Iterable<number>): {
  readonly mean: number;
  readonly shares: readonly number[];
} {
  const shares = Array.from({ length: 9 }, () => 0);
  let tickets = 0;
  let lines = 0;
  for (const size of linesOfTickets) {
    const slot = Math.min(size, 9) - 1;
    shares[slot] = must(shares[slot], 'slot') + 1;
    tickets += 1;
    lines += size;
  }
  return { mean: lines / tickets, shares: shares.map((count) => count / tickets) };
}

/** Share of the volume of the best-selling 20 % of items, and the slope of ln(volume) over ln(rank) among the better half. */
export function popularityFigures(volumes: readonly number[]): { readonly top20Share: number; readonly slope: number } {
  const ranked = volumes.filter((volume) => volume > 0).toSorted((a, b) => b - a);
  const total = ranked.reduce((sum, volume) => sum + volume, 0);
  const top = ranked.slice(0, Math.round(ranked.length * 0.2)).reduce((sum, volume) => sum + volume, 0);
  const half = ranked.slice(0, Math.ceil(ranked.length / 2));
  const x = half.map((_, index) => Math.log(index + 1));
  const y = half.map((volume) => Math.log(volume));
  return { top20Share: top / total, slope: slopeOf(x, y) };
}

/** Each part as a multiple of the mean part: 1 is average. */
export function indices(parts: readonly number[]): number[] {
  const average = mean(parts);
  return parts.map((part) => part / average);
}

/** Least-squares slope of `y` over `x`. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let products = 0;
  let squares = 0;
  for (const [index, value] of x.entries()) {
    products += (value - meanX) * (must(y[index], 'y') - meanY);
    squares += (value - meanX) ** 2;
  }
  return products / squares;
}

export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The sample variance (divisor n - 1). */
export function variance(values: readonly number[]): number {
  const average = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - average) ** 2;
  return sum / Math.max(1, values.length - 1);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return must(sorted[Math.floor((sorted.length - 1) / 2)], 'a value');
}

function byMean(
  series: readonly (readonly number[])[],
  figure: (inBand: readonly (readonly number[])[]) => number,
): (number | undefined)[] {
  return meanBands.map(([low, high]) => {
    const inBand = series.filter((values) => mean(values) >= low && mean(values) < high);
    return inBand.length < 5 ? undefined : figure(inBand);
  });
}

function dispersionOf(values: readonly number[]): number {
  return variance(values) / mean(values);
}

function zeroShareOf(values: readonly number[]): number {
  return values.filter((value) => value === 0).length / values.length;
}

function sums(values: readonly number[], width: number): number[] {
  const result: number[] = [];
  for (let start = 0; start + width <= values.length; start += width) {
    result.push(values.slice(start, start + width).reduce((sum, value) => sum + value, 0));
  }
  return result;
}
