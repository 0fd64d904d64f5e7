import { must, type Day } from '@barrow/kernel';
import { dayTimes } from './day-times.ts';
import type { DemoCount, DemoWaste } from './demo-day.ts';
import { drawIndex, drawOne } from './draws.ts';
import { instantText } from './instant-text.ts';
import { openingOf } from './network.ts';
import { isActive, openShare, type Place, type World } from './world.ts';
import { extraLeadDays } from './suppliers.ts';

/** Share of a place's days with something spoilt, and of count lines that differ from the books. Invented. */
const rates = { wasteADay: 0.16, countDifference: 0.035 };

/** The first stock of a place, counted on the first day: what about a delivery cycle and a half needs. */
export function openingCount(world: World, place: Place, day: Day): DemoCount {
  const { location, random } = place;
  const lines = place.shelves.map((shelf) => {
    const direct = shelf.direct[0];
    const days = direct === undefined ? 12 : direct.leadDaysMean + extraLeadDays(location) + 16;
    const step = shelf.item.unit === 'kg' ? 100 : 1000;
    const wanted = (shelf.usualQtyMilli / openShare(location)) * days * (0.8 + 0.5 * random()) + 2000;
    const countedQtyMilli = Math.ceil(wanted / step) * step;
    world.stock.put(place.index, shelf.itemIndex, countedQtyMilli);
    return {
      itemId: shelf.item.id,
      expectedQtyMilli: 0,
      countedQtyMilli,
      unitCostMicro: must(shelf.item.costMicro[location.currency], location.currency),
    };
  });
  return {
    id: world.nextId('count'),
    locationId: location.id,
    at: instantText(dayTimes(location, day).openingCountMs),
    kind: 'opening',
    currency: location.currency,
    lines,
  };
}

/** What is spoilt at a place today, after closing: seldom, little, and more often what keeps less long. */
export function wasteToday(world: World, place: Place, day: Day): DemoWaste[] {
  const { location, random } = place;
  if (openingOf(location, day) === undefined || random() >= rates.wasteADay) return [];
  const perishable = place.shelves.map(({ item }) =>
    item.shelfLifeDays === undefined ? 0.2 : 365 / item.shelfLifeDays,
  );
  const shelf = must(place.shelves[drawIndex(random, perishable)], 'shelf');
  const onHand = world.stock.onHand(place.index, shelf.itemIndex);
  const qtyMilli = Math.min(
    onHand,
    shelf.item.unit === 'kg' ? 50 * Math.ceil(random() * 16) : random() < 0.85 ? 1000 : 2000,
  );
  if (qtyMilli <= 0) return [];
  world.stock.take(place.index, shelf.itemIndex, qtyMilli);
  const reasons =
    shelf.item.shelfLifeDays === undefined ? (['damaged'] as const) : (['damaged', 'expired', 'tester'] as const);
  return [
    {
      id: world.nextId('waste'),
      locationId: location.id,
      at: instantText(dayTimes(location, day).wasteMs),
      itemId: shelf.item.id,
      qtyMilli,
      reason: drawOne<DemoWaste['reason']>(random, reasons),
    },
  ];
}

/** The monthly count, after closing on the first open day that is not the first of the month; small differences, mostly losses. */
export function countToday(world: World, place: Place, day: Day): DemoCount {
  const { location, random } = place;
  const lines = place.shelves.map((shelf) => {
    const expectedQtyMilli = world.stock.onHand(place.index, shelf.itemIndex);
    const step = shelf.item.unit === 'kg' ? 20 * Math.ceil(random() * 10) : 1000;
    const off = random() < rates.countDifference ? step * drawOne(random, [-2, -1, -1, -1, -1, 1, 1]) : 0;
    const countedQtyMilli = Math.max(0, expectedQtyMilli + off);
    world.stock.put(place.index, shelf.itemIndex, countedQtyMilli - expectedQtyMilli);
    return {
      itemId: shelf.item.id,
      expectedQtyMilli,
      countedQtyMilli,
      unitCostMicro: must(shelf.item.costMicro[location.currency], location.currency),
    };
  });
  return {
    id: world.nextId('count'),
    locationId: location.id,
    at: instantText(dayTimes(location, day).countMs),
    kind: 'cycle',
    currency: location.currency,
    lines,
  };
}

/** True on the first of the days 2 to 9 of a month on which a place is open. */
export function countsOn(place: Place, day: Day): boolean {
  if (!isActive(place.location, day) || openingOf(place.location, day) === undefined) return false;
  const date = Number(day.slice(8, 10));
  if (date < 2 || date > 9) return false;
  for (let earlier = 2; earlier < date; earlier += 1) {
    if (openingOf(place.location, `${day.slice(0, 8)}0${earlier}`) !== undefined) return false;
  }
  return true;
}
