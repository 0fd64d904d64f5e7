import { locale } from './locale.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let formatter = formatters.get(key);
  if (formatter === undefined) formatters.set(key, (formatter = new Intl.DateTimeFormat(locale, options)));
  return formatter;
}

/** Day and time of an instant, in the zone of the place it happened, else of the reader. */
export function formatInstant(instant: string, timeZone?: string): string {
  return formatterOf({
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(instant));
}

/** The time of day of an instant. */
export function formatTime(instant: string, timeZone?: string): string {
  return formatterOf({ timeStyle: 'short', ...(timeZone === undefined ? {} : { timeZone }) }).format(new Date(instant));
}

/** A calendar day, `YYYY-MM-DD`. */
export function formatDay(day: string): string {
  return formatterOf({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** A calendar day for an axis: weekday, day, month. */
export function formatDayShort(day: string): string {
  return formatterOf({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

export function weekdayName(day: string): string {
  return formatterOf({ weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** The name of an ISO weekday, 1 is Monday. */
export function nameOfWeekday(weekday: number): string {
  return weekdayName(`2024-01-0${weekday}`);
}

const relative = new Intl.RelativeTimeFormat(locale, { style: 'narrow', numeric: 'always' });

/** How long ago, in the largest unit that fits: `5s ago`, `3min ago`. */
export function formatAgo(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  if (seconds < 60) return relative.format(-seconds, 'second');
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 48 * 3600) return relative.format(-Math.floor(seconds / 3600), 'hour');
  return relative.format(-Math.floor(seconds / 86_400), 'day');
}

const unitOf = (unit: string) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
const units = {
  millisecond: unitOf('millisecond'),
  second: unitOf('second'),
  minute: unitOf('minute'),
  hour: unitOf('hour'),
  day: unitOf('day'),
};

/** How long something takes, in the largest unit that fits: `850 ms`, `3.4 min`, `2.5 days`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return units.millisecond.format(Math.round(ms));
  if (ms < 60_000) return units.second.format(ms / 1_000);
  if (ms < 3_600_000) return units.minute.format(ms / 60_000);
  if (ms < 48 * 3_600_000) return units.hour.format(ms / 3_600_000);
  return units.day.format(ms / 86_400_000);
}
