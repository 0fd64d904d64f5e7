import {
  capturedTaxCode,
  classRatePpm,
  exclusiveTax,
  inclusiveTax,
  shareTax,
  taxesOf,
  type TaxAmount,
  type TaxRate,
  type TaxRounding,
} from './tax.ts';
import { shareByRemainder } from './share-by-remainder.ts';

/** What a line is taxed on. `givenTaxMinor`: the tax as the till told it, taken as it is. */
export type TaxableLine = {
  readonly amountMinor: number;
  readonly rates: readonly TaxRate[];
  readonly givenTaxMinor: number | undefined;
};

/** The taxes of every line, in the order of the lines and of their rates. */
export function taxLines(lines: readonly TaxableLine[], inclusive: boolean, rounding: TaxRounding): TaxAmount[][] {
  const taxes = lines.map((line) => {
    if (line.givenTaxMinor !== undefined) return givenTaxes(line.givenTaxMinor, line.rates);
    return rounding === 'line' ? taxesOf(line.amountMinor, line.rates, inclusive) : [];
  });
  if (rounding === 'line') return taxes;
  const open = lines.map((line, index) => ({ line, index })).filter(({ line }) => line.givenTaxMinor === undefined);
  if (inclusive) taxInclusiveTotals(open, taxes);
  else taxExclusiveTotals(open, taxes);
  return taxes;
}

type OpenLine = { readonly line: TaxableLine; readonly index: number };

/** Inclusive: lines of one class are summed, since the net depends on all rates of the class; then shared over lines, then rates. */
function taxInclusiveTotals(open: readonly OpenLine[], taxes: TaxAmount[][]): void {
  const groups = groupBy(open, ({ line }) => JSON.stringify(line.rates.map((rate) => [rate.code, rate.ratePpm])));
  for (const group of groups.values()) {
    const rates = group[0]?.line.rates ?? [];
    const ratePpm = classRatePpm(rates);
    const amounts = group.map(({ line }) => line.amountMinor);
    const shares = shareByRemainder(inclusiveTax(sum(amounts), ratePpm), amounts, ratePpm, 1_000_000 + ratePpm);
    for (const [position, { index }] of group.entries()) taxes[index] = shareTax(shares[position] ?? 0, rates);
  }
}

/** Exclusive: all lines that know a rate are summed, whatever else they are taxed with. */
function taxExclusiveTotals(open: readonly OpenLine[], taxes: TaxAmount[][]): void {
  const entries = open.flatMap(({ line, index }) =>
    line.rates.map((rate, position) => ({ rate, position, index, amountMinor: line.amountMinor })),
  );
  const groups = groupBy(entries, ({ rate }) => JSON.stringify([rate.code, rate.ratePpm]));
  for (const group of groups.values()) {
    const ratePpm = group[0]?.rate.ratePpm ?? 0;
    const amounts = group.map(({ amountMinor }) => amountMinor);
    const shares = shareByRemainder(exclusiveTax(sum(amounts), ratePpm), amounts, ratePpm, 1_000_000);
    for (const [position, { rate, index, position: place }] of group.entries()) {
      const { code } = rate;
      const ofLine = (taxes[index] ??= []);
      ofLine[place] = { code, ratePpm, taxMinor: shares[position] ?? 0 };
    }
  }
}

function givenTaxes(taxMinor: number, rates: readonly TaxRate[]): TaxAmount[] {
  if (classRatePpm(rates) > 0) return shareTax(taxMinor, rates);
  return taxMinor === 0 ? [] : [{ code: capturedTaxCode, ratePpm: 0, taxMinor }];
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
