import { mulDivRound, refusal, success, type Outcome } from '@barrow/kernel';
import type { PricedLine } from './priced-sale.ts';
import type { TaxAmount } from './tax.ts';

/** How much of which line of the sale is to come back; `qtyMilli` more than 0. */
export type RefundAsk = { readonly lineNo: number; readonly qtyMilli: number };

/** A line of goods returned: quantities and amounts are negative, `lineNo` is the line of the sale. */
export type RefundLine = PricedLine;

export type RefundRefusal = 'unknown-line' | 'not-positive' | 'not-sold' | 'over-refunded';

/**
 * Decides a refund against its sale. Never more than was sold, counting earlier refunds: each amount is what is due for
 * all that has come back so far, `round(sold * returned / quantity)`, less what was given back before. So refunds of a line add up to
 * it exactly when all of it has come back, tax by tax, in whatever parts.
 * A line may be asked for twice; the result has one line for each ask, in order.
 */
export function decideRefund(
  soldLines: readonly PricedLine[],
  earlierRefunds: readonly RefundLine[],
  ask: readonly RefundAsk[],
): Outcome<RefundLine[], RefundRefusal, { readonly lineNo: number; readonly leftMilli: number }> {
  const granted: RefundLine[] = [];
  for (const { lineNo, qtyMilli } of ask) {
    const sold = soldLines.find((line) => line.lineNo === lineNo);
    if (sold === undefined) return refusal('unknown-line', { lineNo, leftMilli: 0 });
    if (sold.qtyMilli <= 0) return refusal('not-sold', { lineNo, leftMilli: 0 });
    const before = [...earlierRefunds, ...granted].filter((line) => line.lineNo === lineNo);
    const returnedMilli = -sumOf(before, (line) => line.qtyMilli);
    const leftMilli = sold.qtyMilli - returnedMilli;
    if (qtyMilli <= 0) return refusal('not-positive', { lineNo, leftMilli });
    if (qtyMilli > leftMilli) return refusal('over-refunded', { lineNo, leftMilli });
    const line = refundLine(sold, before, qtyMilli, returnedMilli + qtyMilli);
    if (line.lineTotalMinor > 0) return refusal('over-refunded', { lineNo, leftMilli });
    granted.push(line);
  }
  return success(granted);
}

function refundLine(
  sold: PricedLine,
  before: readonly RefundLine[],
  qtyMilli: number,
  returnedMilli: number,
): RefundLine {
  /** What is due for everything returned so far, less what was given back; amounts before are negative. */
  const due = (soldMinor: number, givenMinor: number): number =>
    0 - (mulDivRound(soldMinor, returnedMilli, sold.qtyMilli) + givenMinor);
  const grossMinor = due(
    sold.grossMinor,
    sumOf(before, (line) => line.grossMinor),
  );
  const discountMinor = due(
    sold.discountMinor,
    sumOf(before, (line) => line.discountMinor),
  );
  const taxes = sold.taxes.map(({ code, ratePpm, taxMinor }): TaxAmount => {
    const given = sumOf(before, (line) => taxOf(line, code, ratePpm));
    return { code, ratePpm, taxMinor: due(taxMinor, given) };
  });
  const taxMinor = sumOf(taxes, (tax) => tax.taxMinor);
  const exclusive = sold.netMinor === sold.grossMinor - sold.discountMinor;
  const charged = grossMinor - discountMinor;
  const netMinor = exclusive ? charged : charged - taxMinor;
  return {
    lineNo: sold.lineNo,
    qtyMilli: -qtyMilli,
    grossMinor,
    discountMinor,
    netMinor,
    taxMinor,
    lineTotalMinor: netMinor + taxMinor,
    taxes,
  };
}

function taxOf(line: RefundLine, code: string, ratePpm: number): number {
  return sumOf(
    line.taxes.filter((tax) => tax.code === code && tax.ratePpm === ratePpm),
    (tax) => tax.taxMinor,
  );
}

function sumOf<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}
