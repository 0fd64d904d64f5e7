import type { SaleInput, TillPlace } from '@barrow/contracts';
import {
  allocatePayments,
  cashRounding,
  priceBasket,
  type Basket,
  type BasketRules,
  type PricedBasket,
} from '@barrow/selling';
import type { KnownReceipt } from '../store/database.ts';

export type Method = 'cash' | 'card' | 'voucher';
export type Tender = { readonly method: Method; readonly amountMinor: number; readonly reference?: string };

/** What is to be paid, with the rounding for cash where all is paid in cash. */
export function dueOf(priced: PricedBasket, tenders: readonly Tender[], cashStepMinor: number) {
  const bareMinor = priced.sale.totals.totalMinor;
  const isCash = tenders.length > 0 && tenders.every(({ method }) => method === 'cash');
  const roundingMinor = isCash ? cashRounding(bareMinor, cashStepMinor) : 0;
  const totalMinor = bareMinor + roundingMinor;
  const paidMinor = tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { totalMinor, roundingMinor, leftMinor: totalMinor - paidMinor };
}

export type Settled = { readonly input: SaleInput; readonly receipt: KnownReceipt };
export type Refused = { readonly refused: string };

/**
 * The sale as it is stored and as it is shown: of a basket and what was handed over. Refused when the basket cannot be priced or the payments do not
 * come to its total. Pure: the same for whoever looks at the receipt later.
 */
export function settleSale(
  place: TillPlace,
  rules: BasketRules,
  basket: Basket,
  tenders: readonly Tender[],
  about: { saleId: string; number: string; at: string; atMs: number; staffName: string | null },
): Settled | Refused {
  const priced = priceBasket(basket, rules);
  if (!priced.ok) return { refused: priced.reason };
  const { totalMinor, roundingMinor } = dueOf(priced.value, tenders, place.location.cashStepMinor);
  const settled = allocatePayments(totalMinor, tenders);
  if (!settled.ok) return { refused: settled.reason };
  const { sale, lines } = priced.value;
  const { payments, changeMinor } = settled.value;
  const { locationId, currency } = place.location;
  const input: SaleInput = {
    id: about.saleId,
    locationId,
    occurredAt: about.at,
    currency,
    lines: lines.map((line, index) => ({ ...line, taxMinor: sale.lines[index]?.taxMinor ?? 0 })),
    payments: payments.map((payment) => ({ ...payment })),
    taxInclusive: rules.taxInclusive,
    totalMinor,
    receiptNumber: about.number,
    ...(roundingMinor === 0 ? {} : { roundingMinor }),
  };
  return {
    input,
    receipt: {
      saleId: about.saleId,
      number: about.number,
      atMs: about.atMs,
      currency,
      totalMinor,
      roundingMinor,
      changeMinor,
      lines: sale.lines.map((line, index) => {
        const { itemId = '', description = '', unitPriceMicro = 0, returnOf } = lines[index] ?? {};
        return { ...line, itemId, description, unitPriceMicro, ...(returnOf === undefined ? {} : { returnOf }) };
      }),
      taxes: sale.taxes.map(({ code, ratePpm, taxMinor }) => ({ code, ratePpm, taxMinor })),
      payments,
      staffName: about.staffName,
      voided: false,
    },
  };
}
