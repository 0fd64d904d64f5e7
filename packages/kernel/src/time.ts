/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;
/** An instant in ISO 8601 with an offset or Z. */
export type Instant = string;

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const formatters = new Map<string, Intl.DateTimeFormat>();
/**
 * Since 2012 offsets have changed only at quarter hours (before, in a few zones at one minute past midnight), so one look-up
 * serves a whole quarter hour. Bounded: emptied when full.
 */
const offsets = new Map<string, Map<number, number>>();
const quarterMs = 15 * minuteMs;
const maxCachedQuarters = 100_000;

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** True for a time zone of the IANA database that this runtime knows. A mere offset is none: PostgreSQL reads its sign the other way. */
export function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    formatterOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

function measureOffsetMs(atMs: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(atMs)) parts[part.type] = Number(part.value);
  const localMs =
    daysFromCivil(parts['year']!, parts['month']!, parts['day']!) * dayMs +
    parts['hour']! * hourMs +
    parts['minute']! * minuteMs +
    parts['second']! * 1000;
  return localMs - Math.floor(atMs / 1000) * 1000;
}

/** The zone's offset from UTC at an instant, in milliseconds (positive east of Greenwich). */
export function offsetMs(atMs: number, timeZone: string): number {
  let cached = offsets.get(timeZone);
  if (cached === undefined) offsets.set(timeZone, (cached = new Map()));
  const quarter = Math.floor(atMs / quarterMs);
  let offset = cached.get(quarter);
  if (offset === undefined) {
    if (cached.size > maxCachedQuarters) cached.clear();
    offset = measureOffsetMs(quarter * quarterMs, timeZone);
    cached.set(quarter, offset);
  }
  return offset;
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The day number (days since 1970-01-01) of a day. Callers ensure the form `YYYY-MM-DD`. */
export function dayNumber(day: Day): number {
  return daysFromCivil(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)));
}

/** The day of a day number (Howard Hinnant, civil_from_days). */
export function dayOfNumber(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `day` moved by a number of days. */
export function addDays(day: Day, days: number): Day {
  return dayOfNumber(dayNumber(day) + days);
}

/** Days from `earlier` to `later`. */
export function daysBetween(earlier: Day, later: Day): number {
  return dayNumber(later) - dayNumber(earlier);
}

/** The weekday of a day, 1 (Monday) to 7 (Sunday), as in ISO 8601. */
export function weekdayOf(day: Day): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** True for an existing calendar day written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOfNumber(dayNumber(text)) === text;
}

/** More than clocks have ever been put back at once since 1970, short of moving the date line. */
const longestFallBackMs = 3 * hourMs;

/**
 * The business day of an instant: the local day that began at `cutoffMinutes` after midnight (a sale at 01:30 with a cut-off
 * of 04:00 belongs to the day before). Judged on the wall clock, so it holds when clocks change. A day that has ended does not come back:
 * when clocks show the cut-off twice, the first time counts.
 */
export function businessDay(atMs: number, timeZone: string, cutoffMinutes: number): Day {
  const offset = offsetMs(atMs, timeZone);
  const day = dayOfNumber(Math.floor((atMs + offset - cutoffMinutes * minuteMs) / dayMs));
  if (offsetMs(atMs - longestFallBackMs, timeZone) <= offset) return day;
  const nextDay = addDays(day, 1);
  return atMs >= instantOfLocal(nextDay, cutoffMinutes, timeZone) ? nextDay : day;
}

/**
 * The instant (ms) at which the wall clock of a zone first shows `day` + `minutes`. A time that clocks skip is moved forward by as
 * much as they skip.
 */
export function instantOfLocal(day: Day, minutes: number, timeZone: string): number {
  const localMs = dayNumber(day) * dayMs + minutes * minuteMs;
  const offsetBefore = offsetMs(localMs - dayMs, timeZone);
  const offsetAfter = offsetMs(localMs + dayMs, timeZone);
  const withBefore = localMs - offsetBefore;
  if (offsetBefore === offsetAfter || offsetMs(withBefore, timeZone) === offsetBefore) return withBefore;
  const withAfter = localMs - offsetAfter;
  return offsetMs(withAfter, timeZone) === offsetAfter ? withAfter : withBefore;
}
