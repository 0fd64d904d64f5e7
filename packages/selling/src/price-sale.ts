import type { SaleInput, SaleLineInput } from '@barrow/contracts';
import { refusal, success, type Currency, type Outcome } from '@barrow/kernel';
import { grossOf, maxAmountMinor } from './gross.ts';
import type { PricedLine, PricedSale, PricingContext, SaleTotals, TaxTotal } from './priced-sale.ts';
import { taxLines } from './tax-lines.ts';
import type { TaxAmount } from './tax.ts';

export type PriceRefusal =
  | 'zero-quantity'
  | 'discount-larger-than-line'
  | 'amount-too-large'
  | 'currency-mismatch'
  | 'payments-mismatch'
  | 'total-mismatch';

/** Where it is wrong (JSON Pointer into the sale; `lineNo` from 1, null for the sale itself), and the two amounts that disagree. */
export type PriceRefusalDetail = {
  readonly lineNo: number | null;
  readonly pointer: string;
  readonly expectedMinor: number | null;
  readonly gotMinor: number | null;
};

/** What of a sale its price depends on. A `SaleInput` is one. */
export type PriceableSale = Pick<SaleInput, 'currency' | 'roundingMinor' | 'taxInclusive' | 'totalMinor'> & {
  readonly lines: readonly SaleLineInput[];
  readonly payments?: readonly { readonly amountMinor: number }[];
};

/**
 * Prices a captured sale: the same result in till and server. A tax that a line brings is taken as it is; the others are worked out
 * by the context. Refuses at the first thing wrong, in the order lines, total, payments. The order of lines does not change a total.
 * Callers ensure that the sale went through its schema.
 */
export function priceSale(
  sale: PriceableSale,
  context: PricingContext,
): Outcome<PricedSale, PriceRefusal, PriceRefusalDetail> {
  const { currency } = context;
  if (sale.currency !== undefined && sale.currency !== currency) return refuse('currency-mismatch', null, '/currency');
  const bare: BareLine[] = [];
  for (const [index, line] of sale.lines.entries()) {
    const priced = priceBare(line, index, currency);
    if (!priced.ok) return priced;
    bare.push(priced.value);
  }
  const inclusive = sale.taxInclusive ?? context.taxInclusive;
  const taxable = bare.map(({ grossMinor, discountMinor }, index) => ({
    amountMinor: grossMinor - discountMinor,
    rates: context.taxRatesByLine[index] ?? [],
    givenTaxMinor: sale.lines[index]?.taxMinor,
  }));
  const taxes = taxLines(taxable, inclusive, context.taxRounding);
  const lines = bare.map((line, index) => withTax(line, taxes[index] ?? [], inclusive));
  const large = lines.find((line) => Math.max(Math.abs(line.lineTotalMinor), Math.abs(line.netMinor)) > maxAmountMinor);
  if (large !== undefined) return refuse('amount-too-large', large.lineNo, `/lines/${large.lineNo - 1}`);
  const totals = sumLines(lines, sale.roundingMinor ?? 0);
  const problem = checkTotals(sale, totals);
  if (problem !== null) return problem;
  return success({ currency, taxInclusive: inclusive, lines, taxes: sumTaxes(lines), totals });
}

type BareLine = Pick<PricedLine, 'lineNo' | 'qtyMilli' | 'grossMinor' | 'discountMinor'>;

function priceBare(
  line: SaleLineInput,
  index: number,
  currency: Currency,
): Outcome<BareLine, PriceRefusal, PriceRefusalDetail> {
  const lineNo = index + 1;
  const { qtyMilli } = line;
  if (qtyMilli === 0) return refuse('zero-quantity', lineNo, `/lines/${index}/qtyMilli`);
  const grossMinor = grossOf(line, currency);
  if (grossMinor === null) return refuse('amount-too-large', lineNo, `/lines/${index}`);
  const size = Math.abs(grossMinor);
  const discount = line.discountMinor ?? 0;
  if (discount > size)
    return refuse('discount-larger-than-line', lineNo, `/lines/${index}/discountMinor`, size, discount);
  return success({
    lineNo,
    qtyMilli,
    grossMinor,
    discountMinor: qtyMilli < 0 && discount !== 0 ? -discount : discount,
  });
}

function withTax(line: BareLine, taxes: readonly TaxAmount[], inclusive: boolean): PricedLine {
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0);
  const charged = line.grossMinor - line.discountMinor;
  const netMinor = inclusive ? charged - taxMinor : charged;
  return { ...line, netMinor, taxMinor, lineTotalMinor: netMinor + taxMinor, taxes };
}

function sumLines(lines: readonly PricedLine[], roundingMinor: number): SaleTotals {
  let goodsMinor = 0;
  let discountMinor = 0;
  let netMinor = 0;
  let taxMinor = 0;
  for (const line of lines) {
    goodsMinor += line.grossMinor;
    discountMinor += line.discountMinor;
    netMinor += line.netMinor;
    taxMinor += line.taxMinor;
  }
  const totalMinor = netMinor + taxMinor + roundingMinor;
  return { goodsMinor, discountMinor, netMinor, taxMinor, roundingMinor, totalMinor };
}

function sumTaxes(lines: readonly PricedLine[]): TaxTotal[] {
  const totals = new Map<string, TaxTotal>();
  for (const line of lines) {
    for (const { code, ratePpm, taxMinor } of line.taxes) {
      const key = `${ratePpm} ${code}`;
      const before = totals.get(key) ?? { code, ratePpm, taxMinor: 0, netMinor: 0 };
      const netMinor = before.netMinor + line.netMinor;
      totals.set(key, { code, ratePpm, taxMinor: before.taxMinor + taxMinor, netMinor });
    }
  }
  return [...totals.values()];
}

function checkTotals(sale: PriceableSale, { totalMinor }: SaleTotals): ReturnType<typeof refuse> | null {
  if (Math.abs(totalMinor) > maxAmountMinor) return refuse('amount-too-large', null, '/lines');
  if (sale.totalMinor !== undefined && sale.totalMinor !== totalMinor) {
    return refuse('total-mismatch', null, '/totalMinor', totalMinor, sale.totalMinor);
  }
  if (sale.payments === undefined) return null;
  const paidMinor = sale.payments.reduce((sum, payment) => sum + payment.amountMinor, 0);
  return paidMinor === totalMinor ? null : refuse('payments-mismatch', null, '/payments', totalMinor, paidMinor);
}

function refuse(
  reason: PriceRefusal,
  lineNo: number | null,
  pointer: string,
  expectedMinor: number | null = null,
  gotMinor: number | null = null,
) {
  return refusal<PriceRefusal, PriceRefusalDetail>(reason, { lineNo, pointer, expectedMinor, gotMinor });
}
