import type { SaleInput } from '@barrow/contracts';
import { addDays, must, weekdayOf, type Day } from '@barrow/kernel';
import { dealBaskets, portionQtyMilli, type BasketLine } from './baskets.ts';
import { saleTimes } from './day-times.ts';
import { categoryFactors, locationFactor } from './demand.ts';
import { dispersion, returnShare, sameLineShare } from './demand-shape.ts';
import type { DemoDay } from './demo-day.ts';
import { drawDemand, drawFactor, drawIndex, drawNormal, drawOne } from './draws.ts';
import { openingOf } from './network.ts';
import { nextOpenDay, type Place, type World } from './world.ts';
import { writeReturn, writeSale, type ReturnedLine } from './write-sale.ts';

/** Returns that will come, by place and day. Mutable. */
export type ComingReturns = Map<string, ReturnedLine[]>;

/** Sells one day at one place: draws what is asked for, sells what is there, and takes back what comes back. Sorted by time. */
export function sellDay(
  world: World,
  place: Place,
  day: Day,
  returns: ComingReturns,
  lost: DemoDay['lost'][number][],
): SaleInput[] {
  const { location, random } = place;
  if (weekdayOf(day) === 1) moveLevels(place);
  const hours = openingOf(location, day);
  if (hours === undefined || location.ticketsPerDay === 0) return [];
  const baskets = dealBaskets(random, fillPool(world, place, day, lost), place.linesShares);
  const times = saleTimes(random, location, day, hours, baskets.length);
  const sales = baskets.map((basket, index) => {
    const sale = writeSale(random, location, day, must(times[index], 'time'), basket);
    if (random() < returnShare) planReturn(place, day, basket, sale, returns);
    return sale;
  });
  const key = returnKey(place, day);
  const due = returns.get(key) ?? [];
  returns.delete(key);
  const returnTimes = saleTimes(random, location, day, hours, due.length);
  for (const [index, returned] of due.entries()) {
    sales.push(writeReturn(random, location, must(returnTimes[index], 'time'), returned));
    const shelf = must(place.shelfOfItem.get(returned.item.id), 'shelf');
    world.stock.put(place.index, shelf.itemIndex, returned.line.qtyMilli);
    shelf.outTodayQtyMilli -= returned.line.qtyMilli;
  }
  return sales.toSorted((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0));
}

/** Draws the demand of every shelf, takes what there is from stock, and notes the rest as lost. */
function fillPool(world: World, place: Place, day: Day, lost: DemoDay['lost'][number][]): BasketLine[] {
  const { location, random, index } = place;
  const seasons = categoryFactors(day, location.country);
  const today =
    locationFactor(location, day, world.ask.anchor ?? world.ask.lastDay) * drawFactor(random, dispersion.daySigma);
  const centre = (dispersion.levelSigma * dispersion.levelSigma) / 2;
  const pool: BasketLine[] = [];
  for (const shelf of place.shelves) {
    const { item, itemIndex } = shelf;
    const mean = shelf.baseUnits * today * must(seasons[shelf.category], 'season') * Math.exp(shelf.level - centre);
    let missed = 0;
    let lineQtyMilli = 0;
    for (let asked = drawDemand(random, mean, shelf.dailyShape); asked > 0; asked -= 1) {
      const qtyMilli = portionQtyMilli(random, item);
      if (world.stock.onHand(index, itemIndex) < qtyMilli) {
        missed += qtyMilli;
        continue;
      }
      world.stock.take(index, itemIndex, qtyMilli);
      shelf.outTodayQtyMilli += qtyMilli;
      if (lineQtyMilli > 0 && random() >= sameLineShare) {
        pool.push({ item, qtyMilli: lineQtyMilli });
        lineQtyMilli = 0;
      }
      lineQtyMilli += qtyMilli;
    }
    if (lineQtyMilli > 0) pool.push({ item, qtyMilli: lineQtyMilli });
    if (missed > 0) lost.push({ locationId: location.id, itemId: item.id, qtyMilli: missed });
  }
  return pool;
}

/** Moves the level of each shelf's demand by a week: a first-order autoregression with a constant spread. */
function moveLevels(place: Place): void {
  const { levelCorrelation: kept, levelSigma } = dispersion;
  const fresh = levelSigma * Math.sqrt(1 - kept * kept);
  for (const shelf of place.shelves) shelf.level = kept * shelf.level + fresh * drawNormal(place.random);
}

/** Notes that one line of a sale will come back, 1 to about 20 days later, where it was bought. Loose goods do not come back. */
function planReturn(
  place: Place,
  day: Day,
  basket: readonly BasketLine[],
  sale: SaleInput,
  returns: ComingReturns,
): void {
  const { random, location } = place;
  const wanted = basket.filter(({ item }) => item.unit === 'each');
  if (wanted.length === 0) return;
  const { item } = drawOne(random, wanted);
  const lineNo = sale.lines.findIndex((line) => line.itemId === item.id) + 1;
  const after = 1 + drawIndex(random, [6, 6, 5, 4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  const due = nextOpenDay(
    location,
    Array.from({ length: 8 }, (_, later) => addDays(day, after + later)),
  );
  if (due === undefined) return;
  const key = returnKey(place, due);
  const others = returns.get(key) ?? [];
  others.push({ saleId: sale.id, lineNo, item, line: must(sale.lines[lineNo - 1], 'line') });
  returns.set(key, others);
}

function returnKey(place: Place, day: Day): string {
  return `${place.index}/${day}`;
}
