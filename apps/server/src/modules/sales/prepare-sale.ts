import { createHash } from 'node:crypto';
import type { Location, SaleInput } from '@barrow/contracts';
import { businessDay, dayMs, hourMs, type AppError } from '@barrow/kernel';
import { priceSale, type PricedSale, type PriceRefusal } from '@barrow/selling';
import type { Origin } from '../../platform/event-log.ts';
import { fault } from '../../platform/fault.ts';
import type { ResolvedItem, Resolver, TaxTable } from '../catalogue/index.ts';

/** A sale that passed every check, with all that is derived from it. */
export type PreparedSale = {
  readonly input: SaleInput;
  readonly location: Location;
  readonly items: readonly ResolvedItem[];
  readonly priced: PricedSale;
  readonly businessDay: string;
  readonly occurredAt: string;
  readonly origin: Origin;
  readonly contentHash: Buffer;
};

/** A fact that arrives this long after it happened is late: automatic reactions leave it alone unless they ask for it. */
const lateAfterMs = hourMs;
/** A clock may be this far ahead. Beyond that its day would be wrong for every report. */
const aheadMs = dayMs;
const earliestMs = Date.UTC(2000, 0, 1);

const reasons: Readonly<Record<PriceRefusal, string>> = {
  'zero-quantity': 'must not be 0',
  'discount-larger-than-line': 'is more than the line',
  'amount-too-large': 'makes an amount that is too large',
  'currency-mismatch': 'is not the currency of the location',
  'payments-mismatch': 'do not add up to the total',
  'total-mismatch': 'is not what the lines add up to',
};

/** The parts of a sale that make it the same sale, in a fixed order: field order and case of ids do not matter. */
export function contentHashOf(sale: SaleInput): Buffer {
  const content = [
    sale.locationId.toLowerCase(),
    Date.parse(sale.occurredAt),
    sale.currency,
    sale.roundingMinor ?? 0,
    sale.taxInclusive,
    sale.totalMinor,
    sale.receiptNumber,
    sale.reference,
    sale.lines.map((line) => [
      line.itemId?.toLowerCase(),
      line.code,
      line.description,
      line.qtyMilli,
      line.unitPriceMicro,
      line.discountMinor ?? 0,
      line.taxMinor,
      line.reservationId?.toLowerCase(),
      line.returnOf?.saleId.toLowerCase(),
      line.returnOf?.lineNo,
    ]),
    sale.payments?.map((payment) => [payment.method, payment.amountMinor, payment.reference]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest().subarray(0, 16);
}

export type SaleSurroundings = {
  readonly location: Location;
  readonly resolve: Resolver;
  readonly taxes: TaxTable;
  readonly nowMs: number;
  /** Given by an import; otherwise by the age of the sale. */
  readonly origin?: Origin | undefined;
};

/** Why a sale cannot be taken as it is, apart from its items; undefined when it can. Decided before an item is looked up, so that a bad sale leaves no trace. */
export function objectionTo(sale: SaleInput, location: Location | undefined, nowMs: number): AppError | undefined {
  if (location === undefined) {
    return fault('unprocessable', 'LOCATION_UNKNOWN', `There is no location ${sale.locationId} in this organisation.`, [
      { pointer: '/locationId', detail: 'is unknown' },
    ]);
  }
  const occurredMs = Date.parse(sale.occurredAt);
  if (occurredMs > nowMs + aheadMs || occurredMs < earliestMs || Number.isNaN(occurredMs)) {
    return fault(
      'unprocessable',
      'SALE_TIME',
      `The sale says it happened at ${sale.occurredAt}, which cannot be. Set the clock of the device.`,
      [{ pointer: '/occurredAt', detail: 'is more than a day ahead or before 2000' }],
    );
  }
  const nameless = sale.lines.findIndex((line) => line.itemId === undefined && line.code === undefined);
  if (nameless >= 0) {
    return fault('invalid', 'INPUT_INVALID', `/lines/${nameless} names no item. Give itemId or code.`, [
      { pointer: `/lines/${nameless}/itemId`, detail: 'itemId or code is required' },
    ]);
  }
  return priceObjection(
    sale,
    priceSale(sale, { currency: location.currency, taxInclusive: true, taxRounding: 'line', taxRatesByLine: [] }),
    true,
  );
}

function priceObjection(
  sale: SaleInput,
  outcome: ReturnType<typeof priceSale>,
  withoutTaxes: boolean,
): AppError | undefined {
  if (outcome.ok) return undefined;
  const { reason, detail } = outcome;
  // Without the taxes, which come on top of exclusive prices, a total cannot be judged yet.
  if (withoutTaxes && (reason === 'payments-mismatch' || reason === 'total-mismatch')) return undefined;
  const amounts = detail.expectedMinor === null ? '' : ` (expected ${detail.expectedMinor}, got ${detail.gotMinor})`;
  const code = reason === 'currency-mismatch' ? 'SALE_CURRENCY' : 'SALE_INVALID';
  return fault('unprocessable', code, `${detail.pointer} of sale ${sale.id} ${reasons[reason]}${amounts}.`, [
    { pointer: detail.pointer, detail: `${reasons[reason]}${amounts}` },
  ]);
}

/** Prices a sale and fixes its business day. Answers what is wrong when it contradicts itself. */
export function prepareSale(sale: SaleInput, surroundings: SaleSurroundings): PreparedSale | AppError {
  const { location, nowMs } = surroundings;
  const occurredMs = Date.parse(sale.occurredAt);
  const day = businessDay(occurredMs, location.timeZone, location.cutoffMinutes);
  const items = sale.lines.map(surroundings.resolve);
  const outcome = priceSale(sale, {
    currency: location.currency,
    taxInclusive: location.taxInclusive,
    taxRounding: location.taxRounding,
    taxRatesByLine: items.map((item) => surroundings.taxes(item.taxClass, location.taxRegion, day)),
  });
  if (!outcome.ok)
    return (
      priceObjection(sale, outcome, false) ??
      fault('unprocessable', 'SALE_INVALID', `Sale ${sale.id} contradicts itself.`)
    );
  return {
    input: sale,
    location,
    items,
    priced: outcome.value,
    businessDay: day,
    occurredAt: new Date(occurredMs).toISOString(),
    origin: surroundings.origin ?? (nowMs - occurredMs > lateAfterMs ? 'late' : 'live'),
    contentHash: contentHashOf(sale),
  };
}
