import type { SaleInput } from '@barrow/contracts';
import { addDays, type Day } from '@barrow/kernel';
import type { DemoDay } from './demo-day.ts';
import { countToday, countsOn, openingCount, wasteToday } from './keep-house.ts';
import { learnFromToday, placeOrders, receiveDeliveries, type ComingReceipts } from './replenish.ts';
import { sellDay, type ComingReturns } from './sell-day.ts';
import { dispatchTransfers, receiveTransfers, type ComingTransfers } from './transfers.ts';
import { createWorld, isActive, type HistoryAsk } from './world.ts';

/**
 * The network's history, one business day of all locations at a time, oldest first. Simulates demand, stock, orders, deliveries,
 * transfers, waste, counts and returns. Pure and deterministic: the same `ask` gives the same days; memory does not grow with them.
 * A location that starts later than `firstDay` is stocked by transfers.
 */
export function* generateHistory(ask: HistoryAsk): Generator<DemoDay, void, undefined> {
  const world = createWorld(ask);
  const receipts: ComingReceipts = new Map();
  const transfers: ComingTransfers = new Map();
  const returns: ComingReturns = new Map();
  for (let day: Day = ask.firstDay; day <= ask.lastDay; day = addDays(day, 1)) {
    const openings =
      day === ask.firstDay
        ? world.places.filter(({ location }) => isActive(location, day)).map((place) => openingCount(world, place, day))
        : [];
    const received = receiveDeliveries(world, day, receipts);
    const arrivals = receiveTransfers(world, day, transfers);
    const orders = world.places.flatMap((place) => placeOrders(world, place, day, receipts));
    const dispatches = dispatchTransfers(world, day, transfers);
    const lost: DemoDay['lost'][number][] = [];
    const sales = world.places.flatMap((place) => sellDay(world, place, day, returns, lost));
    const wastes = world.places.flatMap((place) => wasteToday(world, place, day));
    const counts = world.places.filter((place) => countsOn(place, day)).map((place) => countToday(world, place, day));
    for (const place of world.places) if (isActive(place.location, day)) learnFromToday(place);
    yield {
      day,
      openings,
      orders,
      receipts: received,
      arrivals,
      dispatches,
      sales: byTime(sales),
      wastes,
      counts,
      lost,
    };
  }
}

function byTime(sales: SaleInput[]): SaleInput[] {
  return sales.sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0));
}
