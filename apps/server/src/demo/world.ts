import { must, type Day, type Random, type Uuid } from '@barrow/kernel';
import { assortmentOf, type DemoItem } from './catalogue.ts';
import { categoryIndex, linesSharesOf, unitsPerDay } from './demand.ts';
import { demoId, namedRandom } from './demo-id.ts';
import { dispersion } from './demand-shape.ts';
import { drawNormal } from './draws.ts';
import { openingOf, type DemoLocation } from './network.ts';
import { createStockRoom, type StockRoom } from './stock-room.ts';
import { ordersDirectly, type DemoSupplier } from './suppliers.ts';

export type HistoryAsk = {
  readonly seed: number;
  /** First and last business day, both included. */
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** The day on which growth is 1: the last day unless told. */
  readonly anchor?: Day;
  readonly locations: readonly DemoLocation[];
  readonly items: readonly DemoItem[];
  readonly suppliers: readonly DemoSupplier[];
};

/** An item at a place, with what the simulation knows of it. Mutable: it changes from day to day. */
export type Shelf = {
  readonly item: DemoItem;
  readonly itemIndex: number;
  readonly category: number;
  /** Units asked for on a mean open day. */
  readonly baseUnits: number;
  /** Shape of the gamma factor of its day: small for lumpy demand. */
  readonly dailyShape: number;
  /** Suppliers that this place orders from itself; empty when the warehouse brings the item. */
  readonly direct: readonly DemoSupplier[];
  /** Logarithm of the slowly moving level of demand. */
  level: number;
  /** What the people there think goes out a day, thousandths. */
  usualQtyMilli: number;
  /** On order or on its way here, thousandths. */
  comingQtyMilli: number;
  /** What went out today, thousandths. */
  outTodayQtyMilli: number;
};

export type Place = {
  readonly index: number;
  readonly location: DemoLocation;
  readonly shelves: readonly Shelf[];
  readonly shelfOfItem: ReadonlyMap<Uuid, Shelf>;
  readonly linesShares: readonly number[];
  readonly random: Random;
};

export type World = {
  readonly ask: HistoryAsk;
  readonly places: readonly Place[];
  readonly warehouse: Place;
  readonly stock: StockRoom;
  /** Ids of facts other than sales: each is named by what it is and the how-manieth. */
  readonly nextId: (kind: string) => Uuid;
};

export function createWorld(ask: HistoryAsk): World {
  const counters = new Map<string, number>();
  const places = ask.locations.map((location, index) => createPlace(ask, location, index));
  const warehouse = must(
    places.find(({ location }) => location.format === 'warehouse'),
    'a warehouse',
  );
  for (const shelf of warehouse.shelves) shelf.usualQtyMilli = warehouseUsual(places, shelf);
  return {
    ask,
    places,
    warehouse,
    stock: createStockRoom(places.length, ask.items.length),
    nextId: (kind) => {
      const count = (counters.get(kind) ?? 0) + 1;
      counters.set(kind, count);
      return demoId(ask.seed, `${kind}/${count}`);
    },
  };
}

/** Mean thousandths of an item in one demand: a piece, or a jar's filling. */
export function meanPortionMilli(item: DemoItem): number {
  return item.unit === 'each' ? 1000 : 620;
}

/** Share of days on which a place is open by its weekly hours. */
export function openShare(location: DemoLocation): number {
  return location.openingPeriods.length / 7;
}

/** True while a place exists: a pop-up only from the day before its first to its last. */
export function isActive(location: DemoLocation, day: Day): boolean {
  return (
    (location.firstDay === undefined || day >= location.firstDay) &&
    (location.lastDay === undefined || day <= location.lastDay)
  );
}

/** The first open day from `from` on, within a fortnight; undefined when there is none. */
export function nextOpenDay(location: DemoLocation, days: Iterable<Day>): Day | undefined {
  for (const day of days) if (openingOf(location, day) !== undefined) return day;
  return undefined;
}

function createPlace(ask: HistoryAsk, location: DemoLocation, index: number): Place {
  const random = namedRandom(ask.seed, `place/${location.code}`);
  const itemIndex = new Map(ask.items.map((item, at) => [item.id, at]));
  const units = unitsPerDay(location);
  const shelves = assortmentOf(ask.seed, location, ask.items).map(({ item, share }): Shelf => {
    const suppliers = item.supplierIds.map((id) =>
      must(
        ask.suppliers.find((supplier) => supplier.id === id),
        'supplier',
      ),
    );
    return {
      item,
      itemIndex: must(itemIndex.get(item.id), item.sku),
      category: categoryIndex(item.category),
      baseUnits: units * share,
      dailyShape: dailyShapeOf(units * share),
      direct: ordersDirectly(location, must(suppliers[0], 'main supplier'))
        ? suppliers.filter((supplier) => ordersDirectly(location, supplier))
        : [],
      level: dispersion.levelSigma * drawNormal(random),
      usualQtyMilli: units * share * meanPortionMilli(item) * openShare(location),
      comingQtyMilli: 0,
      outTodayQtyMilli: 0,
    };
  });
  return {
    index,
    location,
    shelves,
    shelfOfItem: new Map(shelves.map((shelf) => [shelf.item.id, shelf])),
    linesShares: linesSharesOf(location.format),
    random,
  };
}

function dailyShapeOf(meanUnits: number): number {
  const { scale, power, least, most } = dispersion.dailyShape;
  return Math.min(most, Math.max(least, scale * meanUnits ** power));
}

/** What leaves the warehouse a day for the places that are always there and are fed by it. */
function warehouseUsual(places: readonly Place[], shelf: Shelf): number {
  let usual = 0;
  for (const { location, shelfOfItem } of places) {
    const fed = shelfOfItem.get(shelf.item.id);
    if (location.format === 'warehouse' || location.lastDay !== undefined || fed === undefined || fed.direct.length > 0)
      continue;
    usual += fed.usualQtyMilli;
  }
  return Math.max(usual, 150);
}
