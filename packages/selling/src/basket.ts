import type { Promotion, SaleLineInput } from '@barrow/contracts';
import { refusal, success, type Currency, type Outcome } from '@barrow/kernel';
import { applyBasketDiscount, discountOfRate } from './basket-discount.ts';
import { applyPromotions, type PromotionShare } from './apply-promotions.ts';
import { grossOf } from './gross.ts';
import type { PricedSale, PricingContext } from './priced-sale.ts';
import { priceSale, type PriceRefusal, type PriceRefusalDetail } from './price-sale.ts';
import type { PromotionMoment } from './promotion-times.ts';
import type { TaxRate } from './tax.ts';

/** What is taken off by hand: an amount in minor units, or a rate in parts per million. */
export type HandDiscount = { readonly amountMinor: number } | { readonly ratePpm: number };

/** Goods in a basket. `qtyMilli` below 0: they come back. */
export type BasketLine = {
  readonly lineId: string;
  readonly itemId: string;
  readonly description: string;
  readonly qtyMilli: number;
  readonly unitPriceMicro: number;
  readonly rates: readonly TaxRate[];
  /** Why the price is another than the catalogue's. */
  readonly priceReason?: string;
  readonly discount?: HandDiscount;
  readonly returnOf?: { readonly saleId: string; readonly lineNo: number };
};

export type Basket = {
  readonly lines: readonly BasketLine[];
  /** On everything sold, after promotions and the discounts of lines. */
  readonly discount?: HandDiscount;
};

export type PricedBasket = {
  readonly sale: PricedSale;
  /** The lines as a sale stores them, all discounts in them; in the order of the basket. */
  readonly lines: readonly SaleLineInput[];
  readonly promotions: readonly PromotionShare[];
};

export type BasketRules = Omit<PricingContext, 'taxRatesByLine'> & {
  readonly promotions: readonly Promotion[];
  readonly moment: PromotionMoment;
};

/**
 * Prices a basket, the same in till and server: hand discounts of lines, then promotions on what has none, then the discount on the whole, then tax. In the
 * order of its lines nothing depends on the order of scanning: cents that do not divide go by item, price and quantity.
 */
export function priceBasket(
  basket: Basket,
  { promotions, moment, ...pricing }: BasketRules,
): Outcome<PricedBasket, PriceRefusal | 'larger-than-basket' | 'negative', PriceRefusalDetail | undefined> {
  const { currency } = pricing;
  const order = basket.lines
    .map((_line, index) => index)
    .toSorted((a, b) => canonical(basket.lines[a], basket.lines[b]));
  const sorted = order.flatMap((index) => basket.lines[index] ?? []);
  const bare = sorted.map((line) => saleLineOf(line, currency));
  const promoted = applyPromotions(bare, promotions, moment, currency);
  const off = basket.discount === undefined ? 0 : offOf(basket.discount, leftOf(promoted.lines, currency));
  const discounted = applyBasketDiscount(promoted.lines, off, currency);
  if (!discounted.ok) return refusal(discounted.reason, undefined);
  const priced = priceSale(
    { lines: discounted.value, currency, taxInclusive: pricing.taxInclusive },
    { ...pricing, taxRatesByLine: sorted.map(({ rates }) => rates) },
  );
  if (!priced.ok) return priced;
  const placeOf = new Map(order.map((index, place) => [index, place]));
  const inOrder = <One>(list: readonly One[]): One[] =>
    basket.lines.flatMap((_line, index) => list[placeOf.get(index) ?? -1] ?? []);
  return success({
    sale: {
      ...priced.value,
      lines: inOrder(priced.value.lines).map((line, index) => ({ ...line, lineNo: index + 1 })),
    },
    lines: inOrder(discounted.value),
    promotions: promoted.shares.map((share) => ({ ...share, lineNo: (order[share.lineNo - 1] ?? 0) + 1 })),
  });
}

/** Goods of one item on the same terms stand together: `true` when a scan adds to the line instead of making another. */
export function isSameLine(line: BasketLine, other: Omit<BasketLine, 'lineId' | 'qtyMilli'>): boolean {
  return (
    line.itemId === other.itemId &&
    line.unitPriceMicro === other.unitPriceMicro &&
    line.qtyMilli > 0 &&
    line.discount === undefined &&
    line.priceReason === undefined &&
    line.returnOf === undefined &&
    other.discount === undefined &&
    other.priceReason === undefined &&
    other.returnOf === undefined
  );
}

function canonical(a: BasketLine | undefined, b: BasketLine | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return (
    (a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : 0) ||
    b.unitPriceMicro - a.unitPriceMicro ||
    b.qtyMilli - a.qtyMilli ||
    discountKey(a).localeCompare(discountKey(b))
  );
}

function discountKey({ discount }: BasketLine): string {
  return JSON.stringify(discount ?? null);
}

function saleLineOf(line: BasketLine, currency: Currency): SaleLineInput {
  const { itemId, description, qtyMilli, unitPriceMicro, discount, returnOf } = line;
  const bare = { itemId, description, qtyMilli, unitPriceMicro, ...(returnOf === undefined ? {} : { returnOf }) };
  if (discount === undefined) return bare;
  const gross = Math.abs(grossOf(bare, currency) ?? 0);
  const discountMinor = Math.min(gross, offOf(discount, gross));
  return discountMinor === 0 ? bare : { ...bare, discountMinor };
}

function offOf(discount: HandDiscount, amountMinor: number): number {
  return 'ratePpm' in discount ? discountOfRate(amountMinor, discount.ratePpm) : discount.amountMinor;
}

/** What is left to pay of goods sold, without tax that comes on top. */
function leftOf(lines: readonly SaleLineInput[], currency: Currency): number {
  return lines.reduce((sum, line) => {
    const gross = line.qtyMilli > 0 ? (grossOf(line, currency) ?? 0) : 0;
    return sum + Math.max(0, gross - (line.qtyMilli > 0 ? (line.discountMinor ?? 0) : 0));
  }, 0);
}
