import { addDays, dayNumber, daysBetween, must, weekdayOf, type Day } from '@barrow/kernel';
import { categories, type Category } from './catalogue-groups.ts';
import { eventPeaks, linesShares, linesTilt, monthShape, sameLineShare, weekdayShape } from './demand-shape.ts';
import { mothersDayOf, nthWeekday, type Country } from './holidays.ts';
import type { DemoFormat, DemoLocation } from './network.ts';

export type Campaign = 'refillWeeks' | 'blackWeek';

/** The network's own campaign that runs on a day: two fortnights of refills, in April and September, and the week of Black Friday. */
export function campaignOn(day: Day): Campaign | undefined {
  const monthDay = day.slice(5);
  if ((monthDay >= '04-01' && monthDay <= '04-14') || (monthDay >= '09-15' && monthDay <= '09-28'))
    return 'refillWeeks';
  if (monthDay < '11-15' || monthDay > '12-05') return undefined;
  const friday = addDays(nthWeekday(Number(day.slice(0, 4)), 11, 4, 4), 1);
  const fromFriday = daysBetween(friday, day);
  return fromFriday >= -4 && fromFriday <= 2 ? 'blackWeek' : undefined;
}

/** Demand of each category on a day, in the order of `categories`, as multiples of its mean day: season and events of a country. */
export function categoryFactors(day: Day, country: Country): readonly number[] {
  const campaign = campaignOn(day);
  const christmas = christmasRamp(day);
  const mothersDay = mothersDayRamp(day, country);
  return categories.map(
    (category) =>
      seasonOf(category, day) *
      lift('christmas', category, christmas) *
      lift('mothersDay', category, mothersDay) *
      (campaign === undefined ? 1 : lift(campaign, category, 1)),
  );
}

/** A category's place among `categoryFactors`. */
export function categoryIndex(category: Category): number {
  return categories.indexOf(category);
}

/** A location's demand on an open day against a mean open day: weekday and growth. `anchor` is the day on which growth is 1. */
export function locationFactor(location: DemoLocation, day: Day, anchor: Day): number {
  const shape = weekdayShape[location.format];
  const open = location.openingPeriods.map((hours) => must(shape[hours.weekday - 1], 'weekday'));
  const average = open.reduce((sum, value) => sum + value, 0) / open.length;
  return (
    (must(shape[weekdayOf(day) - 1], 'weekday') / average) *
    (1 + location.trendPerYear) ** (daysBetween(anchor, day) / 365)
  );
}

/** Shares of tickets with 1, 2, ... lines at a format. */
export function linesSharesOf(format: DemoFormat): readonly number[] {
  const tilted = linesShares.map((share, index) => share * linesTilt[format] ** (index + 1));
  const sum = tilted.reduce((total, share) => total + share, 0);
  return tilted.map((share) => share / sum);
}

/** Mean units asked for on a mean open day. */
export function unitsPerDay(location: DemoLocation): number {
  const meanLines = linesSharesOf(location.format).reduce((sum, share, index) => sum + share * (index + 1), 0);
  return (location.ticketsPerDay * meanLines) / (1 - sameLineShare);
}

/** The month's multiple, moving evenly from the middle of one month to the middle of the next. */
function seasonOf(category: Category, day: Day): number {
  const shape = monthShape[category];
  const place = Number(day.slice(5, 7)) - 1 + (Number(day.slice(8, 10)) - 15.5) / 30.5;
  const left = Math.floor(place);
  const weight = place - left;
  return must(shape[(left + 12) % 12], 'month') * (1 - weight) + must(shape[(left + 13) % 12], 'month') * weight;
}

function lift(event: keyof typeof eventPeaks, category: Category, strength: number): number {
  if (strength === 0) return 1;
  const peaks: Partial<Readonly<Record<Category, number>>> = eventPeaks[event];
  return 1 + ((peaks[category] ?? 1) - 1) * strength;
}

/** 0 before 22 November, 1 on 23 December, rising faster towards the end. */
function christmasRamp(day: Day): number {
  const monthDay = day.slice(5);
  if (monthDay < '11-22' || monthDay > '12-24') return 0;
  return Math.min(1, (daysBetween(`${day.slice(0, 4)}-11-22`, day) / 31) ** 1.5);
}

/** Rises over the 9 days up to the day before Mother's Day. */
function mothersDayRamp(day: Day, country: Country): number {
  const left = dayNumber(mothersDayOf(Number(day.slice(0, 4)), country)) - dayNumber(day);
  return left >= 0 && left <= 9 ? (10 - Math.max(left, 1)) / 9 : 0;
}
