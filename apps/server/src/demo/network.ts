import { addDays, weekdayOf, type Currency, type Day, type Uuid } from '@barrow/kernel';
import { demoId } from './demo-id.ts';
import { isHoliday, type Country } from './holidays.ts';

export const demoName = 'Fern & Field';

export type DemoFormat = 'shop' | 'kiosk' | 'pop-up' | 'van' | 'online' | 'warehouse';
export type TaxClass = 'standard' | 'reduced';

/** Wall-clock minutes since midnight of the business day; `closesMinutes` above 1440 is after midnight. */
export type OpeningHours = { readonly weekday: number; readonly opensMinutes: number; readonly closesMinutes: number };

export type DemoLocation = {
  readonly id: Uuid;
  readonly code: string;
  readonly name: string;
  readonly format: DemoFormat;
  readonly city: string;
  readonly country: Country;
  /** Degrees. */
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
  readonly currency: Currency;
  /** Whether prices hold the tax. */
  readonly taxInclusive: boolean;
  /** Tax rates in parts per million of the net amount. */
  readonly taxPpm: Readonly<Record<TaxClass, number>>;
  /** Minutes after midnight at which a business day ends. */
  readonly cutoffMinutes: number;
  /** Cash totals are rounded to this many minor units: 5 for Swiss Rappen. */
  readonly cashStepMinor: number;
  readonly openingPeriods: readonly OpeningHours[];
  readonly opensOnHolidays: boolean;
  readonly firstDay?: Day;
  readonly lastDay?: Day;
  /** How many items it carries, of those that fit its format. */
  readonly assortmentSize: number;
  /** Mean tickets of an open day in an average week, before trend and season; 0 where nothing is sold. */
  readonly ticketsPerDay: number;
  /** Growth a year, as a share. */
  readonly trendPerYear: number;
  /** Share of tickets that are paid in cash. */
  readonly cashShare: number;
};

type Sketch = Omit<DemoLocation, 'id' | 'taxInclusive' | 'taxPpm' | 'cashStepMinor' | 'opensOnHolidays'> & {
  readonly opensOnHolidays?: boolean;
};

const taxByCountry: Readonly<Record<Country, Readonly<Record<TaxClass, number>>>> = {
  AT: { standard: 200_000, reduced: 100_000 },
  CH: { standard: 81_000, reduced: 26_000 },
  DE: { standard: 190_000, reduced: 70_000 },
  FR: { standard: 200_000, reduced: 55_000 },
  GB: { standard: 200_000, reduced: 50_000 },
  NL: { standard: 210_000, reduced: 90_000 },
  PT: { standard: 230_000, reduced: 60_000 },
  US: { standard: 88_750, reduced: 0 },
};

function week(
  opens: number,
  closes: number,
  saturday?: readonly [number, number],
  sunday?: readonly [number, number],
): OpeningHours[] {
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opensMinutes: opens * 60, closesMinutes: closes * 60 }));
  if (saturday) hours.push({ weekday: 6, opensMinutes: saturday[0] * 60, closesMinutes: saturday[1] * 60 });
  if (sunday) hours.push({ weekday: 7, opensMinutes: sunday[0] * 60, closesMinutes: sunday[1] * 60 });
  return hours;
}

function sketches(today: Day): readonly Sketch[] {
  const year = Number(today.slice(0, 4));
  const marketYear = today > `${year}-12-24` ? year : year - 1;
  const vienna = week(11, 21, [10, 22], [10, 20]);
  const lisbon = week(12, 21, [11, 25], [12, 20]).map((hours) =>
    hours.weekday === 5 ? { ...hours, closesMinutes: 25 * 60 } : hours,
  );
  return [
    {
      code: 'BER-M',
      name: 'Berlin Mitte',
      format: 'shop',
      city: 'Berlin',
      country: 'DE',
      latitude: 52.527,
      longitude: 13.4,
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: week(10, 20, [10, 20]),
      assortmentSize: 104,
      ticketsPerDay: 42.5,
      trendPerYear: 0.05,
      cashShare: 0.35,
    },
    {
      code: 'AMS-J',
      name: 'Amsterdam Jordaan',
      format: 'shop',
      city: 'Amsterdam',
      country: 'NL',
      latitude: 52.374,
      longitude: 4.88,
      timeZone: 'Europe/Amsterdam',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: week(10, 18, [9, 18], [12, 18]),
      assortmentSize: 96,
      ticketsPerDay: 33.5,
      trendPerYear: 0.02,
      cashShare: 0.12,
    },
    {
      code: 'LON-H',
      name: 'London Hackney',
      format: 'shop',
      city: 'London',
      country: 'GB',
      latitude: 51.545,
      longitude: -0.055,
      timeZone: 'Europe/London',
      currency: 'GBP',
      cutoffMinutes: 240,
      openingPeriods: week(9, 19, [9, 19], [11, 17]),
      assortmentSize: 94,
      ticketsPerDay: 32.5,
      trendPerYear: 0.06,
      cashShare: 0.15,
    },
    {
      code: 'ZRH-K',
      name: 'Zürich Kreis 4',
      format: 'shop',
      city: 'Zürich',
      country: 'CH',
      latitude: 47.375,
      longitude: 8.525,
      timeZone: 'Europe/Zurich',
      currency: 'CHF',
      cutoffMinutes: 180,
      openingPeriods: week(9, 19, [9, 18]),
      assortmentSize: 84,
      ticketsPerDay: 27,
      trendPerYear: -0.06,
      cashShare: 0.3,
    },
    {
      code: 'NYC-B',
      name: 'Brooklyn',
      format: 'shop',
      city: 'New York',
      country: 'US',
      latitude: 40.68,
      longitude: -73.96,
      timeZone: 'America/New_York',
      currency: 'USD',
      cutoffMinutes: 240,
      openingPeriods: week(10, 20, [10, 20], [11, 18]),
      assortmentSize: 90,
      ticketsPerDay: 29.5,
      trendPerYear: 0.09,
      cashShare: 0.14,
    },
    {
      code: 'BER-H',
      name: 'Berlin Hauptbahnhof',
      format: 'kiosk',
      city: 'Berlin',
      country: 'DE',
      latitude: 52.525,
      longitude: 13.369,
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: week(6, 22, [7, 22], [8, 21]),
      opensOnHolidays: true,
      assortmentSize: 60,
      ticketsPerDay: 38,
      trendPerYear: 0.03,
      cashShare: 0.4,
    },
    {
      code: 'LIS-C',
      name: 'Lisboa Cais',
      format: 'kiosk',
      city: 'Lisboa',
      country: 'PT',
      latitude: 38.706,
      longitude: -9.145,
      timeZone: 'Europe/Lisbon',
      currency: 'EUR',
      cutoffMinutes: 300,
      openingPeriods: lisbon,
      assortmentSize: 56,
      ticketsPerDay: 24.5,
      trendPerYear: -0.03,
      cashShare: 0.45,
    },
    {
      code: 'VAN-1',
      name: 'Market van Brandenburg',
      format: 'van',
      city: 'Potsdam',
      country: 'DE',
      latitude: 52.397,
      longitude: 13.06,
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: week(8, 15, [8, 15]).filter((hours) => hours.weekday !== 1),
      assortmentSize: 40,
      ticketsPerDay: 22.5,
      trendPerYear: 0,
      cashShare: 0.6,
    },
    {
      code: 'PAR-P',
      name: 'Paris Marais pop-up',
      format: 'pop-up',
      city: 'Paris',
      country: 'FR',
      latitude: 48.859,
      longitude: 2.362,
      timeZone: 'Europe/Paris',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: week(11, 20, [10, 20], [11, 19]).filter((hours) => hours.weekday !== 1),
      firstDay: addDays(today, -44),
      lastDay: addDays(today, 31),
      assortmentSize: 48,
      ticketsPerDay: 34,
      trendPerYear: 0,
      cashShare: 0.18,
    },
    {
      code: 'VIE-X',
      name: 'Wien winter market',
      format: 'pop-up',
      city: 'Wien',
      country: 'AT',
      latitude: 48.211,
      longitude: 16.357,
      timeZone: 'Europe/Vienna',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: vienna,
      firstDay: `${marketYear}-11-15`,
      lastDay: `${marketYear}-12-23`,
      assortmentSize: 44,
      ticketsPerDay: 41.5,
      trendPerYear: 0,
      cashShare: 0.55,
    },
    {
      code: 'WEB',
      name: 'Online shop',
      format: 'online',
      city: 'Leipzig',
      country: 'DE',
      latitude: 51.34,
      longitude: 12.375,
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      cutoffMinutes: 0,
      openingPeriods: week(0, 24, [0, 24], [0, 24]),
      opensOnHolidays: true,
      assortmentSize: 164,
      ticketsPerDay: 36,
      trendPerYear: 0.14,
      cashShare: 0,
    },
    {
      code: 'LEJ-W',
      name: 'Leipzig warehouse',
      format: 'warehouse',
      city: 'Leipzig',
      country: 'DE',
      latitude: 51.42,
      longitude: 12.235,
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      cutoffMinutes: 240,
      openingPeriods: week(6, 18),
      assortmentSize: 180,
      ticketsPerDay: 0,
      trendPerYear: 0,
      cashShare: 0,
    },
  ];
}

/** The 12 locations. Pop-up days are relative to `today`: one pop-up is open, the other was last winter's market. */
export function demoLocations({
  seed,
  today,
}: {
  readonly seed: number;
  readonly today: Day;
}): readonly DemoLocation[] {
  return sketches(today).map((sketch) => ({
    ...sketch,
    id: demoId(seed, `location/${sketch.code}`),
    taxInclusive: sketch.country !== 'US',
    taxPpm: taxByCountry[sketch.country],
    cashStepMinor: sketch.currency === 'CHF' ? 5 : 1,
    opensOnHolidays: sketch.opensOnHolidays ?? false,
  }));
}

/** When a location is open on a business day; undefined when it is not: weekday, holiday, before its first or after its last day. */
export function openingOf(location: DemoLocation, day: Day): OpeningHours | undefined {
  if (location.firstDay !== undefined && day < location.firstDay) return undefined;
  if (location.lastDay !== undefined && day > location.lastDay) return undefined;
  if (!location.opensOnHolidays && isHoliday(day, location.country)) return undefined;
  const weekday = weekdayOf(day);
  return location.openingPeriods.find((hours) => hours.weekday === weekday);
}
