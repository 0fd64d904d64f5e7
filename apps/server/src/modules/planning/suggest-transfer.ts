import type { ItemStock } from '../stock/index.ts';
import { distanceKm } from '@barrow/kernel';
import type { Location } from '@barrow/contracts';

/** A location that can spare some of an item. */
export type SpareSource = {
  readonly locationId: string;
  readonly code: string;
  readonly name: string;
  /** Null where either location has no coordinates. */
  readonly distanceKm: number | null;
  readonly onHandMilli: number;
  /** What it can do without, thousandths. */
  readonly spareMilli: number;
  /** What it can give of what is wanted, whole units of a thousand. */
  readonly giveMilli: number;
};

export type TransferSuggestion = {
  /** What the location lacks for the days it is to last, thousandths; 0 when what is there or coming is enough. */
  readonly wantedMilli: number;
  /** Nearest first; those without a distance come last, most to spare first. */
  readonly sources: readonly SpareSource[];
};

export type SuggestionAsk = {
  readonly location: Location;
  readonly day: string;
  readonly coverDays: number;
  readonly keepDays: number;
  readonly withinKm: number | undefined;
  readonly stock: readonly ItemStock[];
  readonly locations: readonly Location[];
  /** What an average day sells of the item by location, thousandths. */
  readonly levels: ReadonlyMap<string, number>;
};

const unit = 1_000;
const wholeUnits = (milli: number): number => Math.ceil(milli / unit) * unit;

/**
 * Who can help out a location with an item. A source keeps what it sells in `keepDays` and what it has promised; the location wants what it
 * sells in `coverDays`, one unit where nobody knows, less what is there and on its way.
 */
export function suggestTransfer(ask: SuggestionAsk): TransferSuggestion {
  const { location, levels } = ask;
  const stockOf = new Map(ask.stock.map((one) => [one.locationId, one]));
  const here = stockOf.get(location.locationId);
  const hasMilli =
    Math.max(0, (here?.onHandMilli ?? 0) - (here?.reservedMilli ?? 0)) +
    (here?.inTransitMilli ?? 0) +
    (here?.comingMilli ?? 0);
  const needMilli = Math.max(unit, wholeUnits((levels.get(location.locationId) ?? 0) * ask.coverDays));
  const wantedMilli = Math.max(0, wholeUnits(needMilli - hasMilli));
  const sources = ask.locations.flatMap((source): SpareSource[] => {
    const stock = stockOf.get(source.locationId);
    if (stock === undefined || source.locationId === location.locationId || isClosed(source, ask.day)) return [];
    const keptMilli = wholeUnits((levels.get(source.locationId) ?? 0) * ask.keepDays);
    const spareMilli = stock.onHandMilli - stock.reservedMilli - stock.promisedMilli - keptMilli;
    const km = distanceBetween(source, location);
    const isFar = ask.withinKm !== undefined && (km === null || km > ask.withinKm);
    const giveMilli = Math.min(wantedMilli, Math.floor(spareMilli / unit) * unit);
    if (isFar || giveMilli <= 0) return [];
    const { locationId, code, name } = source;
    const rounded = km === null ? null : Math.round(km * 10) / 10;
    return [{ locationId, code, name, distanceKm: rounded, onHandMilli: stock.onHandMilli, spareMilli, giveMilli }];
  });
  return { wantedMilli, sources: sources.toSorted(byNearness) };
}

function isClosed({ lastDay }: Location, day: string): boolean {
  return lastDay !== null && lastDay < day;
}

function distanceBetween(a: Location, b: Location): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null;
  return distanceKm({ latitude: a.latitude, longitude: a.longitude }, { latitude: b.latitude, longitude: b.longitude });
}

function byNearness(a: SpareSource, b: SpareSource): number {
  const far = Number.POSITIVE_INFINITY;
  if (a.distanceKm !== b.distanceKm) return (a.distanceKm ?? far) - (b.distanceKm ?? far);
  return b.spareMilli - a.spareMilli || (a.locationId < b.locationId ? -1 : 1);
}
