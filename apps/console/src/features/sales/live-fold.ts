import type { Location } from '@barrow/contracts';
import type { StreamEvent } from '../../api/stream.ts';

export type LiveLocation = {
  readonly locationId: string;
  readonly code: string;
  readonly name: string;
  readonly format: Location['format'];
  readonly currency: string;
  readonly businessDay: string;
  readonly saleCount: number;
  readonly totalMinor: number;
  readonly soldMilli: number;
  readonly lastSaleAt: string | null;
  /** The same weekday a week before: until the same time of day, and in all. */
  readonly weekBeforeSoFarMinor: number;
  readonly weekBeforeMinor: number;
  readonly itemsOut: number;
  readonly itemsNegative: number;
  readonly itemsBelowMinimum: number;
};

export type Live = { readonly at: string; readonly locations: readonly LiveLocation[] };

/** A captured sale, as its event tells it. */
export type SoldEvent = {
  readonly eventId: string;
  readonly saleId: string;
  readonly locationId: string;
  readonly businessDay: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly soldMilli: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
};

function field(data: object, name: string): unknown {
  return Reflect.get(data, name);
}

function soldMilliOf(lines: unknown): number {
  if (!Array.isArray(lines)) return 0;
  return lines.reduce((sum: number, line: unknown) => {
    const qty = typeof line === 'object' && line !== null ? field(line, 'qtyMilli') : 0;
    return typeof qty === 'number' && qty > 0 ? sum + qty : sum;
  }, 0);
}

/** Reads a sale out of an event; undefined for every other event. */
export function soldEventOf(event: StreamEvent): SoldEvent | undefined {
  const { data } = event;
  if (event.type !== 'sales.sale.captured' || typeof data !== 'object' || data === null) return undefined;
  const [saleId, businessDay, currency] = [field(data, 'saleId'), field(data, 'businessDay'), field(data, 'currency')];
  const totalMinor = field(data, 'totalMinor');
  if (typeof saleId !== 'string' || typeof businessDay !== 'string' || typeof currency !== 'string') return undefined;
  if (typeof totalMinor !== 'number' || event.location === null) return undefined;
  return {
    eventId: event.id,
    saleId,
    locationId: event.location,
    businessDay,
    currency,
    totalMinor,
    soldMilli: soldMilliOf(field(data, 'lines')),
    occurredAt: event.time,
    recordedAt: event.recordedat,
  };
}

function addSale(location: LiveLocation, sale: SoldEvent): LiveLocation {
  const isLast = location.lastSaleAt === null || Date.parse(sale.occurredAt) > Date.parse(location.lastSaleAt);
  const lastSaleAt = isLast ? sale.occurredAt : location.lastSaleAt;
  if (sale.businessDay !== location.businessDay || sale.currency !== location.currency) {
    return { ...location, lastSaleAt };
  }
  return {
    ...location,
    lastSaleAt,
    saleCount: location.saleCount + 1,
    totalMinor: location.totalMinor + sale.totalMinor,
    soldMilli: location.soldMilli + sale.soldMilli,
  };
}

/**
 * A snapshot with the sales that were recorded after it was taken. A sale recorded earlier is in it already, or was committed
 * late and comes with the next snapshot: never counted twice.
 */
export function foldSales(live: Live, sales: readonly SoldEvent[]): Live {
  const takenMs = Date.parse(live.at);
  const later = sales.filter((sale) => Date.parse(sale.recordedAt) > takenMs);
  if (later.length === 0) return live;
  const byLocation = Map.groupBy(later, (sale) => sale.locationId);
  return {
    ...live,
    locations: live.locations.map((location) => (byLocation.get(location.locationId) ?? []).reduce(addSale, location)),
  };
}
