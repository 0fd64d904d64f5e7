import { refusal, success, type Outcome } from '@barrow/kernel';

/** A cron expression of five fields, as the sets of values it names. Weekdays count from 0, Sunday. */
export type Cron = {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** `L` in the field of days. */
  readonly lastDay: boolean;
  /** `5L` in the field of weekdays: the last of the month. */
  readonly lastWeekdays: ReadonlySet<number>;
  /** `1#2` in the field of weekdays: the second of the month. As weekday * 10 + which. */
  readonly nthWeekdays: ReadonlySet<number>;
  /** When both fields of days are restricted, either is enough, as in POSIX. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** The hour is `*`: it goes by real time when clocks are put back, not by what they show. */
  readonly everyHour: boolean;
};

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

type Field = {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
};

const monthNames = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields = {
  minutes: { what: 'minute', min: 0, max: 59, names: [] },
  hours: { what: 'hour', min: 0, max: 23, names: [] },
  days: { what: 'day of the month', min: 1, max: 31, names: [] },
  months: { what: 'month', min: 1, max: 12, names: monthNames },
  weekdays: { what: 'day of the week', min: 0, max: 7, names: dayNames },
} as const satisfies Record<string, Field>;

/** What a field must not be, in words. */
class Fault extends Error {}

/** Parses minute, hour, day, month and weekday; lists, ranges, steps, names, `?`, `L`, `5L`, `1#2` and macros such as `@daily`. */
export function parseCron(text: string): Outcome<Cron, 'invalid', string> {
  const written = macros[text.trim().toLowerCase()] ?? text.trim();
  const parts = written.split(/\s+/);
  if (parts.length !== 5) {
    const seconds = parts.length === 6 ? ' There is no field for seconds.' : '';
    return refusal(
      'invalid',
      `A cron expression has five fields (minute hour day month weekday), not ${parts.length}.${seconds}`,
    );
  }
  try {
    return success(cronOf(parts));
  } catch (error) {
    if (error instanceof Fault) return refusal('invalid', error.message);
    throw error;
  }
}

/** What is wrong with a cron expression, null when nothing is. */
export function cronFault(text: string): string | null {
  const parsed = parseCron(text);
  return parsed.ok ? null : parsed.detail;
}

function cronOf(parts: readonly string[]): Cron {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = parts;
  const dayItems = day.split(',');
  const weekdayItems = weekday.toLowerCase().split(',');
  const nth = weekdayItems.filter((item) => item.includes('#')).map(nthOf);
  const last = weekdayItems.filter((item) => /^.+l$/.test(item)).map((item) => weekdayOf(item.slice(0, -1)));
  const plain = weekdayItems.filter((item) => !item.includes('#') && !/^.+l$/.test(item));
  const cron: Cron = {
    minutes: valuesOf(minute.split(','), fields.minutes),
    hours: valuesOf(hour.split(','), fields.hours),
    days: valuesOf(
      dayItems.filter((item) => item.toUpperCase() !== 'L'),
      fields.days,
    ),
    months: valuesOf(month.split(','), fields.months),
    weekdays: new Set([...valuesOf(plain, fields.weekdays)].map((value) => value % 7)),
    lastDay: dayItems.some((item) => item.toUpperCase() === 'L'),
    lastWeekdays: new Set(last),
    nthWeekdays: new Set(nth),
    anyDay: isAny(day),
    anyWeekday: isAny(weekday),
    everyHour: hour === '*',
  };
  if (!cron.lastDay && cron.anyWeekday && !everHappens(cron))
    throw new Fault(`There is no such day: "${parts.join(' ')}" never comes.`);
  return cron;
}

function isAny(field: string): boolean {
  return field === '*' || field === '?';
}

/** False for the 31st of months that have 30 days, and the like. */
function everHappens(cron: Cron): boolean {
  const longest = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return [...cron.months].some((month) => [...cron.days].some((day) => day <= (longest[month] ?? 0)));
}

function nthOf(item: string): number {
  const [day = '', which = ''] = item.split('#');
  if (!/^[1-5]$/.test(which)) throw new Fault(`"${item}" is no day of the week: after "#" comes a number from 1 to 5.`);
  return weekdayOf(day) * 10 + Number(which);
}

function weekdayOf(text: string): number {
  return numberOf(text, fields.weekdays) % 7;
}

function valuesOf(items: readonly string[], field: Field): Set<number> {
  const values = new Set<number>();
  for (const item of items) {
    const [range = '', step, ...more] = item.split('/');
    if (more.length > 0 || item === '') throw new Fault(`"${item}" is no ${field.what}.`);
    const every = step === undefined ? 1 : stepOf(step, item, field);
    const [from, to] = rangeOf(range, step !== undefined, field);
    for (let value = from; value <= to; value += every) values.add(value);
  }
  return values;
}

function stepOf(step: string, item: string, field: Field): number {
  if (/^\d{1,3}$/.test(step) && Number(step) > 0) return Number(step);
  throw new Fault(`"${item}" is no ${field.what}: after "/" comes a number above 0.`);
}

function rangeOf(range: string, stepped: boolean, field: Field): readonly [number, number] {
  // A week ends with Saturday: 7 is only another name of Sunday.
  if (range === '*' || range === '?') return [field.min, field.max === 7 ? 6 : field.max];
  const [first = '', last, ...more] = range.split('-');
  if (more.length > 0) throw new Fault(`"${range}" is no range of a ${field.what}.`);
  const from = numberOf(first, field);
  if (last === undefined) return [from, stepped ? field.max : from];
  let to = numberOf(last, field);
  if (field.max === 7 && to === 0 && from > 0) to = 7;
  if (to < from) throw new Fault(`"${range}" ends before it begins.`);
  return [from, to];
}

function numberOf(text: string, field: Field): number {
  const name = text === '' ? -1 : field.names.indexOf(text.toLowerCase());
  const value = name === -1 ? (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN) : name;
  if (value >= field.min && value <= field.max) return value;
  throw new Fault(`"${text}" is no ${field.what}: it is a number from ${field.min} to ${field.max}.`);
}
