import type { PaymentInput, SaleInput, SaleLineInput } from '@barrow/contracts';
import { amountMinor, divRound, must, uuidV7, type Day, type Random, type Uuid } from '@barrow/kernel';
import type { BasketLine } from './baskets.ts';
import type { DemoItem } from './catalogue.ts';
import { campaignOn } from './demand.ts';
import { campaignCut, discounts, eventPeaks } from './demand-shape.ts';
import { randomBytes } from './demo-id.ts';
import { drawOne } from './draws.ts';
import { instantText } from './instant-text.ts';
import type { DemoLocation } from './network.ts';

/** A line of an earlier sale that comes back whole. */
export type ReturnedLine = {
  readonly saleId: Uuid;
  readonly lineNo: number;
  readonly item: DemoItem;
  readonly line: SaleLineInput;
};

/** A sale of a basket at the location's prices. Payments add up to the total, or are left out where tax comes on top. */
export function writeSale(
  random: Random,
  location: DemoLocation,
  day: Day,
  atMs: number,
  basket: readonly BasketLine[],
): SaleInput {
  const lines = basket.map(({ item, qtyMilli }): SaleLineInput => {
    const unitPriceMicro = must(item.priceMicro[location.currency], location.currency);
    const discountMinor = Math.round(
      amountMinor(unitPriceMicro, qtyMilli, location.currency) * cutOf(random, item, day),
    );
    return { itemId: item.id, qtyMilli, unitPriceMicro, ...(discountMinor > 0 ? { discountMinor } : {}) };
  });
  return settled(random, location, atMs, lines);
}

/** A sale that takes one line back, at what was paid for it. */
export function writeReturn(random: Random, location: DemoLocation, atMs: number, returned: ReturnedLine): SaleInput {
  const { saleId, lineNo, line } = returned;
  return settled(random, location, atMs, [{ ...line, qtyMilli: -line.qtyMilli, returnOf: { saleId, lineNo } }]);
}

/** The total of lines before cash rounding: quantities times prices, each rounded, less discounts, which reduce the size of a line. */
export function linesTotalMinor(lines: readonly SaleLineInput[], currency: string): number {
  let total = 0;
  for (const line of lines) {
    const gross = amountMinor(line.unitPriceMicro, line.qtyMilli, currency);
    total += gross < 0 ? gross + (line.discountMinor ?? 0) : gross - (line.discountMinor ?? 0);
  }
  return total;
}

function settled(random: Random, location: DemoLocation, atMs: number, lines: SaleLineInput[]): SaleInput {
  const sale: SaleInput = {
    id: uuidV7(atMs, randomBytes(random)),
    locationId: location.id,
    occurredAt: instantText(atMs),
    currency: location.currency,
    lines,
  };
  if (!location.taxInclusive) return sale;
  const total = linesTotalMinor(lines, location.currency);
  if (location.format === 'online') return { ...sale, payments: [{ method: 'online', amountMinor: total }] };
  const draw = random();
  if (draw < location.cashShare) {
    const step = location.cashStepMinor;
    const rounded = divRound(total, step) * step;
    const payments: PaymentInput[] = [{ method: 'cash', amountMinor: rounded }];
    return rounded === total ? { ...sale, payments } : { ...sale, payments, roundingMinor: rounded - total };
  }
  if (draw > 0.988 && total > 2000) {
    const voucher = drawOne(random, [1000, 1500, 2000]);
    return {
      ...sale,
      payments: [
        { method: 'voucher', amountMinor: voucher },
        { method: 'card', amountMinor: total - voucher },
      ],
    };
  }
  return { ...sale, payments: [{ method: 'card', amountMinor: total }] };
}

function cutOf(random: Random, item: DemoItem, day: Day): number {
  const campaign = campaignOn(day);
  if (campaign !== undefined && item.category in eventPeaks[campaign]) return campaignCut[campaign];
  return random() < discounts.share ? drawOne(random, discounts.cuts) : 0;
}
