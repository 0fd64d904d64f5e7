import { instantOfLocal, minuteMs, must, type Day, type Random } from '@barrow/kernel';
import { hourShape } from './demand-shape.ts';
import { drawIndex } from './draws.ts';
import { openingOf, type DemoLocation, type OpeningHours } from './network.ts';

/** Sales keep this many minutes away from opening and closing, so that deliveries come before and counts after them. */
const quietMinutes = 10;

/** The instants at which things happen at a location on a business day, in their order. Closed days have no sales. */
export type DayTimes = {
  readonly openingCountMs: number;
  readonly deliveryMs: number;
  readonly dispatchMs: number;
  readonly wasteMs: number;
  readonly countMs: number;
};

/** Times of deliveries and counts, within the business day by its cut-off; on a closed day, around ten in the morning. */
export function dayTimes(location: DemoLocation, day: Day): DayTimes {
  const hours = openingOf(location, day);
  const opens = hours?.opensMinutes ?? 660;
  const closes = hours?.closesMinutes ?? 690;
  const delivery = Math.max(opens - 60, location.cutoffMinutes + 2);
  const waste = Math.min(closes + 5, location.cutoffMinutes + 1437);
  const at = (minutes: number): number => instantOfLocal(day, minutes, location.timeZone);
  return {
    openingCountMs: at(delivery - 1),
    deliveryMs: at(delivery),
    dispatchMs: at(delivery + 4),
    wasteMs: at(waste),
    countMs: at(waste + 2),
  };
}

/** `count` instants within the opening hours of a business day, by the hour shape of the format, sorted. Holds when clocks change. */
export function saleTimes(
  random: Random,
  location: DemoLocation,
  day: Day,
  hours: OpeningHours,
  count: number,
): number[] {
  const first = hours.opensMinutes + quietMinutes;
  const last = hours.closesMinutes - quietMinutes;
  const firstMs = instantOfLocal(day, first, location.timeZone);
  const lastMs = instantOfLocal(day, last, location.timeZone);
  const stretch = (lastMs - firstMs) / ((last - first) * minuteMs);
  const firstHour = Math.floor(first / 60);
  const weights = hourWeights(location, first, last);
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const hour = firstHour + drawIndex(random, weights);
    const from = Math.max(first, hour * 60);
    const to = Math.min(last, hour * 60 + 60);
    times.push(Math.floor(firstMs + (from + random() * (to - from) - first) * minuteMs * stretch));
  }
  return times.toSorted((a, b) => a - b);
}

/** The hour shape cut to some minutes of the day: one weight for each hour that has any of them. */
function hourWeights(location: DemoLocation, first: number, last: number): number[] {
  const weights: number[] = [];
  for (let hour = Math.floor(first / 60); hour * 60 < last; hour += 1) {
    const minutes = Math.min(last, hour * 60 + 60) - Math.max(first, hour * 60);
    weights.push((must(hourShape[location.format][hour % 24], 'hour') + 0.002) * minutes);
  }
  return weights;
}
