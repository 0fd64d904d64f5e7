import { addDays, must, weekdayOf, type Day } from '@barrow/kernel';
import { dayTimes } from './day-times.ts';
import type { DemoDay, DemoTransfer } from './demo-day.ts';
import { instantText } from './instant-text.ts';
import { openingOf, type DemoLocation } from './network.ts';
import { seasonsAhead, wantedQtyMilli } from './replenish.ts';
import { nextOpenDay, openShare, type Place, type World } from './world.ts';

/** Transfers under way, by the day they arrive. Mutable. */
export type ComingTransfers = Map<Day, { readonly from: Place; readonly to: Place; readonly transfer: DemoTransfer }[]>;

/** Days before its first day that a pop-up is stocked. */
const setUpDays = 4;

/** ISO weekdays on which the warehouse sends to a format. */
function sendsOn(location: DemoLocation, day: Day): boolean {
  const weekday = weekdayOf(day);
  if (location.format === 'online') return weekday <= 5;
  return weekday === 1 || weekday === 3 || weekday === 5;
}

/** Sends to each place what it lacks, as far as the warehouse has it; sends home what a closed pop-up has left. */
export function dispatchTransfers(world: World, day: Day, coming: ComingTransfers): DemoTransfer[] {
  const sent: DemoTransfer[] = [];
  const { warehouse } = world;
  const works = openingOf(warehouse.location, day) !== undefined;
  for (const place of world.places) {
    const { firstDay, lastDay } = place.location;
    if (place === warehouse) continue;
    const sentHome = lastDay !== undefined && day === addDays(lastDay, 1);
    if (sentHome) {
      const lines = place.shelves.map((shelf) => ({
        itemId: shelf.item.id,
        qtyMilli: world.stock.onHand(place.index, shelf.itemIndex),
      }));
      pushTransfer(world, place, warehouse, day, lines, coming, sent);
    }
    const exists =
      (firstDay === undefined || day >= addDays(firstDay, -setUpDays)) &&
      (lastDay === undefined || day < addDays(lastDay, -5));
    if (!works || !exists || !sendsOn(place.location, day)) continue;
    pushTransfer(world, warehouse, place, day, wantedLines(world, place, day), coming, sent);
  }
  return sent;
}

/** Books the transfers that arrive today. */
export function receiveTransfers(world: World, day: Day, coming: ComingTransfers): DemoDay['arrivals'][number][] {
  const due = coming.get(day) ?? [];
  coming.delete(day);
  return due.map(({ to, transfer }) => {
    for (const { itemId, qtyMilli } of transfer.lines) {
      const shelf = must(to.shelfOfItem.get(itemId), 'shelf');
      if (to !== world.warehouse) shelf.comingQtyMilli -= qtyMilli;
      world.stock.put(to.index, shelf.itemIndex, qtyMilli);
    }
    return { transferId: transfer.id, at: instantText(dayTimes(to.location, day).deliveryMs + 60_000) };
  });
}

/** What a place wants from the warehouse and the warehouse has. What it lacks is remembered as demand on the warehouse all the same. */
function wantedLines(world: World, place: Place, day: Day): DemoTransfer['lines'] {
  const ahead = seasonsAhead(day, place);
  const lines: DemoTransfer['lines'][number][] = [];
  for (const shelf of place.shelves) {
    if (shelf.direct.length > 0) continue;
    const onHand = world.stock.onHand(place.index, shelf.itemIndex);
    const step = shelf.item.unit === 'kg' ? 1000 : 2000;
    const wanted = wantedQtyMilli(
      shelf,
      onHand,
      4 / openShare(place.location),
      must(ahead[shelf.category], 'season'),
      step,
    );
    if (wanted === 0) continue;
    const source = must(world.warehouse.shelfOfItem.get(shelf.item.id), 'shelf');
    source.outTodayQtyMilli += wanted;
    const qtyMilli = Math.min(
      wanted,
      Math.floor(world.stock.onHand(world.warehouse.index, source.itemIndex) / 1000) * 1000,
    );
    if (qtyMilli > 0) lines.push({ itemId: shelf.item.id, qtyMilli });
  }
  return lines;
}

function pushTransfer(
  world: World,
  from: Place,
  to: Place,
  day: Day,
  asked: DemoTransfer['lines'],
  coming: ComingTransfers,
  sent: DemoTransfer[],
): void {
  const lines = asked.filter(({ qtyMilli }) => qtyMilli > 0);
  if (lines.length === 0) return;
  const transfer: DemoTransfer = {
    id: world.nextId('transfer'),
    fromLocationId: from.location.id,
    toLocationId: to.location.id,
    at: instantText(dayTimes(from.location, day).dispatchMs),
    lines,
  };
  for (const { itemId, qtyMilli } of lines) {
    const taken = must(from.shelfOfItem.get(itemId), 'shelf');
    world.stock.take(from.index, taken.itemIndex, qtyMilli);
    if (to !== world.warehouse) must(to.shelfOfItem.get(itemId), 'shelf').comingQtyMilli += qtyMilli;
  }
  const due = arrivalDay(to, day);
  coming.set(due, [...(coming.get(due) ?? []), { from, to, transfer }]);
  sent.push(transfer);
}

/** One day within the country, two or three beyond; to a place before its first day, on any day. */
function arrivalDay(to: Place, day: Day): Day {
  const { country, firstDay } = to.location;
  const earliest = addDays(day, country === 'DE' ? 1 : country === 'PT' ? 3 : 2);
  if (firstDay !== undefined && earliest < firstDay) return earliest;
  return (
    nextOpenDay(
      to.location,
      Array.from({ length: 14 }, (_, later) => addDays(earliest, later)),
    ) ?? earliest
  );
}
