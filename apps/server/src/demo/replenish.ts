import { addDays, must, type Day } from '@barrow/kernel';
import { dayTimes } from './day-times.ts';
import { categoryFactors } from './demand.ts';
import type { DemoOrder, DemoReceipt } from './demo-day.ts';
import { drawNormal } from './draws.ts';
import { instantText } from './instant-text.ts';
import { openingOf } from './network.ts';
import { extraLeadDays, isSupplierClosed, reviewDays, takesOrderOn, type DemoSupplier } from './suppliers.ts';
import { isActive, nextOpenDay, type Place, type Shelf, type World } from './world.ts';

/** What will be delivered, by day. Mutable. */
export type ComingReceipts = Map<
  Day,
  { readonly place: Place; readonly order: DemoOrder; readonly receipt: DemoReceipt }[]
>;

/** How a shopkeeper orders by rule of thumb: tuned until about 4 % of demand is lost (Gruen, Corsten and Bharadwaj 2002). */
const habit = { learning: 0.045, coverDays: 6, safetySpreads: 1.6, foresight: 0.6 };

/**
 * How much to ask for so that stock lasts until the delivery after next, thousandths; 0 when there is still enough. `roundMilli` is
 * the step it comes in. A rule of thumb on purpose: it errs as people do, and leaves room for the planner to be better.
 */
export function wantedQtyMilli(
  shelf: Shelf,
  onHandMilli: number,
  horizonDays: number,
  seasonAhead: number,
  roundMilli: number,
): number {
  const daily = shelf.usualQtyMilli * seasonAhead ** habit.foresight;
  const needed = daily * horizonDays;
  const safety = habit.safetySpreads * Math.sqrt(needed * 1000 * 2) + 500;
  const position = onHandMilli + shelf.comingQtyMilli;
  if (position >= needed + safety) return 0;
  return Math.ceil((needed + safety + daily * habit.coverDays - position) / roundMilli) * roundMilli;
}

/** How demand of each category in a fortnight compares with now, between 0.6 and 2. */
export function seasonsAhead(day: Day, place: Place): readonly number[] {
  const now = categoryFactors(day, place.location.country);
  const then = categoryFactors(addDays(day, 14), place.location.country);
  return now.map((factor, index) => Math.min(2, Math.max(0.6, must(then[index], 'season') / factor)));
}

/** What the people at a place learn from today: what usually goes out a day. */
export function learnFromToday(place: Place): void {
  for (const shelf of place.shelves) {
    shelf.usualQtyMilli += habit.learning * (Math.max(0, shelf.outTodayQtyMilli) - shelf.usualQtyMilli);
    shelf.outTodayQtyMilli = 0;
  }
}

/** Places today's orders of a place, and fixes when and how complete each will come. */
export function placeOrders(world: World, place: Place, day: Day, coming: ComingReceipts): DemoOrder[] {
  const { location } = place;
  if (!isActive(location, day) || openingOf(location, day) === undefined) return [];
  const ahead = seasonsAhead(day, place);
  const orders: DemoOrder[] = [];
  for (const supplier of world.ask.suppliers) {
    if (!takesOrderOn(supplier, day)) continue;
    const horizon = supplier.leadDaysMean * 1.3 + extraLeadDays(location) + reviewDays(supplier);
    const lines: { shelf: Shelf; qtyMilli: number }[] = [];
    let valueMinor = 0;
    let urgent = false;
    for (const shelf of place.shelves) {
      if (!isSource(world, shelf, supplier, place)) continue;
      const onHand = world.stock.onHand(place.index, shelf.itemIndex);
      const qtyMilli = wantedQtyMilli(
        shelf,
        onHand,
        horizon,
        must(ahead[shelf.category], 'season'),
        shelf.item.packMilli,
      );
      if (qtyMilli === 0) continue;
      lines.push({ shelf, qtyMilli });
      valueMinor += (must(shelf.item.costMicro['EUR'], 'EUR') * qtyMilli) / 10_000_000;
      if (onHand < 1000) urgent = true;
    }
    if (lines.length === 0 || valueMinor < supplier.minimumOrderMinor * (urgent ? 0.6 : 1)) continue;
    orders.push(placeOrder(world, place, supplier, day, lines, coming));
  }
  return orders;
}

/** Books what is delivered to a place today. */
export function receiveDeliveries(world: World, day: Day, coming: ComingReceipts): DemoReceipt[] {
  const due = coming.get(day) ?? [];
  coming.delete(day);
  return due.map(({ place, receipt }) => {
    for (const line of receipt.lines) {
      const shelf = must(place.shelfOfItem.get(line.itemId), 'shelf');
      shelf.comingQtyMilli -= line.orderedQtyMilli;
      world.stock.put(place.index, shelf.itemIndex, line.receivedQtyMilli);
    }
    return receipt;
  });
}

/** The main supplier; the second one only when the shelf is empty and nothing is coming. */
function isSource(world: World, shelf: Shelf, supplier: DemoSupplier, place: Place): boolean {
  if (shelf.direct[0] === supplier) return true;
  return (
    shelf.direct[1] === supplier &&
    shelf.comingQtyMilli === 0 &&
    world.stock.onHand(place.index, shelf.itemIndex) < 1000
  );
}

function placeOrder(
  world: World,
  place: Place,
  supplier: DemoSupplier,
  day: Day,
  wanted: readonly { readonly shelf: Shelf; readonly qtyMilli: number }[],
  coming: ComingReceipts,
): DemoOrder {
  const { location, random } = place;
  const currency = location.currency;
  const extra = extraLeadDays(location);
  const lead = Math.max(1, Math.round(supplier.leadDaysMean + extra + supplier.leadDaysSpread * drawNormal(random)));
  const order: DemoOrder = {
    id: world.nextId('order'),
    supplierId: supplier.id,
    locationId: location.id,
    at: instantText(dayTimes(location, day).dispatchMs),
    expectedOn: deliveryDay(place, supplier, addDays(day, Math.round(supplier.leadDaysMean + extra))),
    currency,
    lines: wanted.map(({ shelf, qtyMilli }) => ({
      itemId: shelf.item.id,
      qtyMilli,
      unitCostMicro: must(shelf.item.costMicro[currency], currency),
    })),
  };
  const due = deliveryDay(place, supplier, addDays(day, lead));
  const receipt: DemoReceipt = {
    id: world.nextId('receipt'),
    orderId: order.id,
    supplierId: supplier.id,
    locationId: location.id,
    at: instantText(dayTimes(location, due).deliveryMs),
    currency,
    lines: order.lines.map(({ itemId, qtyMilli, unitCostMicro }) => ({
      itemId,
      orderedQtyMilli: qtyMilli,
      receivedQtyMilli:
        random() < supplier.shortShare ? Math.floor((qtyMilli * random() * 0.9) / 1000) * 1000 : qtyMilli,
      unitCostMicro,
    })),
  };
  for (const { shelf, qtyMilli } of wanted) shelf.comingQtyMilli += qtyMilli;
  coming.set(due, [...(coming.get(due) ?? []), { place, order, receipt }]);
  return order;
}

/** The first day from `from` on which the supplier works and the place is open. */
function deliveryDay(place: Place, supplier: DemoSupplier, from: Day): Day {
  const days = Array.from({ length: 30 }, (_, later) => addDays(from, later)).filter(
    (day) => !isSupplierClosed(supplier, day),
  );
  return nextOpenDay(place.location, days) ?? from;
}
