import { addDays, dayNumber, dayOfNumber, daysFromCivil, weekdayOf, type Day } from '@barrow/kernel';

export type Country = 'AT' | 'CH' | 'DE' | 'FR' | 'GB' | 'NL' | 'PT' | 'US';

/** Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher). */
export function easterOf(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return dayOfNumber(daysFromCivil(year, month, day));
}

/** The `nth` given weekday of a month; counted from the month's end when `nth` is -1. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): Day {
  if (nth < 0) {
    const next = daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1);
    const last = dayOfNumber(next - 1);
    return addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
  }
  const first = dayOfNumber(daysFromCivil(year, month, 1));
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1));
}

/** Mother's Day: Mothering Sunday in Britain, the last Sunday of May in France, the first in Portugal, else the second. */
export function mothersDayOf(year: number, country: Country): Day {
  if (country === 'GB') return addDays(easterOf(year), -21);
  if (country === 'FR') return nthWeekday(year, 5, 7, -1);
  return nthWeekday(year, 5, 7, country === 'PT' ? 1 : 2);
}

const fixedByCountry: Readonly<Record<Country, readonly string[]>> = {
  AT: ['05-01', '08-15', '10-26', '12-26'],
  CH: ['08-01', '12-26'],
  DE: ['05-01', '10-03', '12-26'],
  FR: ['05-01'],
  GB: ['12-26'],
  NL: ['12-26'],
  PT: ['05-01', '06-10'],
  US: ['07-04'],
};

const goodFridayKept: readonly Country[] = ['CH', 'DE', 'GB', 'PT'];
const easterMondayKept: readonly Country[] = ['AT', 'CH', 'DE', 'GB', 'NL'];

/** True for the days on which the shops of a country stay shut: its main public holidays, not all of them. */
export function isHoliday(day: Day, country: Country): boolean {
  const monthDay = day.slice(5);
  if (monthDay === '01-01' || monthDay === '12-25' || fixedByCountry[country].includes(monthDay)) return true;
  const year = Number(day.slice(0, 4));
  if (country === 'US') return day === nthWeekday(year, 11, 4, 4);
  const fromEaster = dayNumber(day) - dayNumber(easterOf(year));
  if (fromEaster === 0) return true;
  if (fromEaster === -2) return goodFridayKept.includes(country);
  return fromEaster === 1 && easterMondayKept.includes(country);
}
