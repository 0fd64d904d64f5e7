import { dayNumber, weekdayOf, type Day, type Uuid } from '@barrow/kernel';
import { demoId } from './demo-id.ts';
import type { DemoLocation } from './network.ts';

export const supplierKeys = ['lauge', 'verde', 'moor', 'kanister', 'escova', 'papier'] as const;
export type SupplierKey = (typeof supplierKeys)[number];

export type DemoSupplier = {
  readonly id: Uuid;
  readonly key: SupplierKey;
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly transport: 'http' | 'email';
  /** ISO weekdays on which it takes orders. */
  readonly orderWeekdays: readonly number[];
  /** Minutes after midnight, in `timeZone`, until which an order counts for the day. */
  readonly cutoffMinutes: number;
  readonly timeZone: string;
  readonly leadDaysMean: number;
  readonly leadDaysSpread: number;
  /** Least value of an order, minor units of EUR. */
  readonly minimumOrderMinor: number;
  /** Brings small orders to shops in the euro zone; else these get its items from the warehouse. */
  readonly deliversToShops: boolean;
  /** Share of order lines that come short. */
  readonly shortShare: number;
  /** Yearly ranges `MM-DD` in which it neither takes nor delivers orders, first and last day included. */
  readonly closedRanges: readonly (readonly [string, string])[];
};

const winter = [
  ['12-24', '12-31'],
  ['01-01', '01-01'],
] as const;

const sketches: readonly Omit<DemoSupplier, 'id' | 'email'>[] = [
  {
    key: 'lauge',
    code: 'S-100',
    name: 'Halm & Lauge Seifensiederei',
    transport: 'http',
    orderWeekdays: [1, 4],
    cutoffMinutes: 840,
    timeZone: 'Europe/Berlin',
    leadDaysMean: 3,
    leadDaysSpread: 0.8,
    minimumOrderMinor: 12_000,
    deliversToShops: true,
    shortShare: 0.03,
    closedRanges: winter,
  },
  {
    key: 'verde',
    code: 'S-200',
    name: 'Dente Verde',
    transport: 'http',
    orderWeekdays: [2],
    cutoffMinutes: 720,
    timeZone: 'Europe/Rome',
    leadDaysMean: 6,
    leadDaysSpread: 1.5,
    minimumOrderMinor: 15_000,
    deliversToShops: false,
    shortShare: 0.04,
    closedRanges: [...winter, ['08-10', '08-20']],
  },
  {
    key: 'moor',
    code: 'S-300',
    name: 'Moorland Botanicals',
    transport: 'email',
    orderWeekdays: [3],
    cutoffMinutes: 960,
    timeZone: 'Europe/London',
    leadDaysMean: 8,
    leadDaysSpread: 2.5,
    minimumOrderMinor: 20_000,
    deliversToShops: false,
    shortShare: 0.06,
    closedRanges: winter,
  },
  {
    key: 'kanister',
    code: 'S-400',
    name: 'Kanister Refill-Werk',
    transport: 'http',
    orderWeekdays: [1, 3, 5],
    cutoffMinutes: 660,
    timeZone: 'Europe/Berlin',
    leadDaysMean: 2,
    leadDaysSpread: 0.5,
    minimumOrderMinor: 8000,
    deliversToShops: true,
    shortShare: 0.02,
    closedRanges: winter,
  },
  {
    key: 'escova',
    code: 'S-500',
    name: 'Casa da Escova',
    transport: 'email',
    orderWeekdays: [1],
    cutoffMinutes: 900,
    timeZone: 'Europe/Lisbon',
    leadDaysMean: 13,
    leadDaysSpread: 4,
    minimumOrderMinor: 25_000,
    deliversToShops: false,
    shortShare: 0.08,
    closedRanges: [...winter, ['08-05', '08-18']],
  },
  {
    key: 'papier',
    code: 'S-600',
    name: 'Papier & Fair Handelskontor',
    transport: 'http',
    orderWeekdays: [2, 5],
    cutoffMinutes: 780,
    timeZone: 'Europe/Vienna',
    leadDaysMean: 5,
    leadDaysSpread: 1.2,
    minimumOrderMinor: 15_000,
    deliversToShops: false,
    shortShare: 0.04,
    closedRanges: winter,
  },
];

/** The 6 suppliers. Their names are invented, their addresses end in the reserved `.example`. */
export function demoSuppliers({ seed }: { readonly seed: number }): readonly DemoSupplier[] {
  return sketches.map((sketch) => ({
    ...sketch,
    id: demoId(seed, `supplier/${sketch.key}`),
    email: `orders@${sketch.key}.example`,
  }));
}

/** True on a weekend and in a closed range: nothing leaves or arrives. */
export function isSupplierClosed(supplier: DemoSupplier, day: Day): boolean {
  if (weekdayOf(day) > 5) return true;
  const monthDay = day.slice(5);
  return supplier.closedRanges.some(([first, last]) => monthDay >= first && monthDay <= last);
}

/** Days more that a supplier needs to a country outside the euro zone. */
export function extraLeadDays(location: DemoLocation): number {
  if (location.country === 'US') return 6;
  return location.country === 'GB' ? 3 : location.country === 'CH' ? 2 : 0;
}

/** True when a location orders a supplier's items itself; else they come from the warehouse. */
export function ordersDirectly(location: DemoLocation, supplier: DemoSupplier): boolean {
  if (location.format === 'warehouse') return true;
  return location.format === 'shop' && (supplier.deliversToShops || location.currency !== 'EUR');
}

/** True on a day on which a supplier takes orders. */
export function takesOrderOn(supplier: DemoSupplier, day: Day): boolean {
  return supplier.orderWeekdays.includes(weekdayOf(day)) && !isSupplierClosed(supplier, day);
}

/** Mean days between two order days. */
export function reviewDays(supplier: DemoSupplier): number {
  return 7 / supplier.orderWeekdays.length;
}

/** A supplier's closed days other than weekends within a period, for its delivery calendar. */
export function closedDaysOf(supplier: DemoSupplier, days: Iterable<Day>): Day[] {
  return [...days]
    .filter((day) => weekdayOf(day) <= 5 && isSupplierClosed(supplier, day))
    .toSorted((a, b) => dayNumber(a) - dayNumber(b));
}
