/** Year, month from 0, day of month, hours, minutes, seconds with their fraction, weekday from Sunday, day of year from 0. */
export type BrokenDown = readonly [number, number, number, number, number, number, number, number];

const secondsPerDay = 86_400;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Days since 1970-01-01 of a proleptic Gregorian date; months outside 0 to 11 carry over (Hinnant, days_from_civil). */
function daysOf(year: number, month: number, day: number): number {
  const y = year + Math.floor(month / 12);
  const m = month - 12 * Math.floor(month / 12);
  const shifted = m < 2 ? y - 1 : y;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * ((m + 10) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** Parts of a number of seconds since 1970 in UTC. Null when the year has no sense. */
export function brokenDown(seconds: number): BrokenDown | null {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 6.7e16) return null;
  const whole = Math.trunc(seconds);
  const days = Math.floor(whole / secondsPerDay);
  const rest = whole - days * secondsPerDay;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = (shiftedMonth + 2) % 12;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  const second = (rest % 60) + (seconds - Math.floor(seconds));
  return [
    year,
    month,
    day,
    Math.floor(rest / 3600),
    Math.floor(rest / 60) % 60,
    second,
    weekdayOf(days),
    days - daysOf(year, 0, 1),
  ];
}

function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** The parts with the weekday and day of the year that the date has, whatever they say. */
export function withWeekday([year, month, day, hours, minutes, seconds]: BrokenDown): BrokenDown {
  const days = daysOf(Math.trunc(year), Math.trunc(month), Math.trunc(day));
  const yearDay = days - daysOf(Math.trunc(year), 0, 1);
  return [year, month, day, hours, minutes, seconds, weekdayOf(days), yearDay];
}

/** Seconds since 1970; parts outside of their range carry over. */
export function secondsOf([year, month, day, hours, minutes, seconds]: BrokenDown): number {
  const days = daysOf(Math.trunc(year), Math.trunc(month), Math.trunc(day));
  return days * secondsPerDay + Math.trunc(hours) * 3600 + Math.trunc(minutes) * 60 + Math.trunc(seconds);
}

/** Week of the year with weeks beginning on `first`, those before the first such day being week 0. */
function weekOf(yearDay: number, weekday: number, first: number): number {
  return Math.floor((yearDay + 7 - ((weekday - first + 7) % 7)) / 7);
}

/** Year and week by ISO 8601. */
function isoWeek(year: number, yearDay: number, weekday: number): readonly [number, number] {
  const thursday = yearDay + 3 - ((weekday + 6) % 7);
  if (thursday < 0) {
    const length = daysOf(year, 0, 1) - daysOf(year - 1, 0, 1);
    return [year - 1, Math.floor((thursday + length) / 7) + 1];
  }
  const length = daysOf(year + 1, 0, 1) - daysOf(year, 0, 1);
  return thursday >= length ? [year + 1, 1] : [year, Math.floor(thursday / 7) + 1];
}

/** strftime of the C locale, in UTC. */
export function formatTime(given: BrokenDown, format: string): string {
  const parts = given.map(Math.trunc);
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0, weekday = 0, yearDay = 0] = parts;
  const pad = (value: number, width: number, fill = '0'): string =>
    (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, fill);
  const twelve = hours % 12 === 0 ? 12 : hours % 12;
  const [weekYear, week] = isoWeek(year, yearDay, weekday);
  const conversion = (letter: string): string => {
    switch (letter) {
      case 'a':
        return (weekdays[weekday] ?? '?').slice(0, 3);
      case 'A':
        return weekdays[weekday] ?? '?';
      case 'b':
      case 'h':
        return (months[month] ?? '?').slice(0, 3);
      case 'B':
        return months[month] ?? '?';
      case 'c':
        return `${conversion('a')} ${conversion('b')} ${conversion('e')} ${conversion('T')} ${year}`;
      case 'C':
        return pad(Math.floor(year / 100), 2);
      case 'd':
        return pad(day, 2);
      case 'D':
      case 'x':
        return `${conversion('m')}/${conversion('d')}/${conversion('y')}`;
      case 'e':
        return pad(day, 2, ' ');
      case 'F':
        return `${year}-${conversion('m')}-${conversion('d')}`;
      case 'g':
        return pad(((weekYear % 100) + 100) % 100, 2);
      case 'G':
        return String(weekYear);
      case 'H':
        return pad(hours, 2);
      case 'I':
        return pad(twelve, 2);
      case 'j':
        return pad(yearDay + 1, 3);
      case 'k':
        return pad(hours, 2, ' ');
      case 'l':
        return pad(twelve, 2, ' ');
      case 'm':
        return pad(month + 1, 2);
      case 'M':
        return pad(minutes, 2);
      case 'n':
        return '\n';
      case 'p':
        return hours < 12 ? 'AM' : 'PM';
      case 'P':
        return hours < 12 ? 'am' : 'pm';
      case 'r':
        return `${conversion('I')}:${conversion('M')}:${conversion('S')} ${conversion('p')}`;
      case 'R':
        return `${conversion('H')}:${conversion('M')}`;
      case 's':
        return String(secondsOf([year, month, day, hours, minutes, seconds, weekday, yearDay]));
      case 'S':
        return pad(seconds, 2);
      case 't':
        return '\t';
      case 'T':
      case 'X':
        return `${conversion('H')}:${conversion('M')}:${conversion('S')}`;
      case 'u':
        return String(weekday === 0 ? 7 : weekday);
      case 'U':
        return pad(weekOf(yearDay, weekday, 0), 2);
      case 'V':
        return pad(week, 2);
      case 'w':
        return String(weekday);
      case 'W':
        return pad(weekOf(yearDay, weekday, 1), 2);
      case 'y':
        return pad(((year % 100) + 100) % 100, 2);
      case 'Y':
        return String(year);
      case 'z':
        return '+0000';
      case 'Z':
        return 'UTC';
      case '%':
        return '%';
      default:
        return `%${letter}`;
    }
  };
  return format.replace(/%[EO]?([^])/g, (_, letter: string) => conversion(letter));
}

type Parsed = {
  year: number;
  month: number;
  day: number;
  hours: number;
  minutes: number;
  seconds: number;
  pm: boolean | null;
  offset: number;
  epoch: number | null;
  yearDay: number | null;
  century: number | null;
  hasDate: boolean;
};

/** strptime of the C locale. Null when the text does not fit the format, or goes on behind it. */
export function parseTime(text: string, format: string): BrokenDown | null {
  const parsed: Parsed = {
    year: 1970,
    month: 0,
    day: 1,
    hours: 0,
    minutes: 0,
    seconds: 0,
    pm: null,
    offset: 0,
    epoch: null,
    yearDay: null,
    century: null,
    hasDate: false,
  };
  const end = parseInto(parsed, text, 0, format);
  if (end === null || end < text.length) return null;
  if (parsed.epoch !== null) return brokenDown(parsed.epoch);
  if (parsed.pm !== null) parsed.hours = (parsed.hours % 12) + (parsed.pm ? 12 : 0);
  if (parsed.yearDay !== null && !parsed.hasDate) {
    const parts = brokenDown((daysOf(parsed.year, 0, 1) + parsed.yearDay) * secondsPerDay);
    if (parts !== null) [, parsed.month, parsed.day] = parts;
  }
  const days = daysOf(parsed.year, parsed.month, parsed.day);
  const { year, month, day, hours, minutes, seconds } = parsed;
  return [year, month, day, hours, minutes, seconds, weekdayOf(days), days - daysOf(year, 0, 1)];
}

const composite: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

function parseInto(parsed: Parsed, text: string, start: number, format: string): number | null {
  let at = start;
  const skipSpace = (): void => {
    while (/[\t-\r ]/.test(text.charAt(at))) at += 1;
  };
  for (let position = 0; position < format.length; position += 1) {
    const letter = format.charAt(position);
    if (/[\t-\r ]/.test(letter)) {
      skipSpace();
      continue;
    }
    if (letter !== '%') {
      if (text.charAt(at) !== letter) return null;
      at += 1;
      continue;
    }
    position += 1;
    while (/[EO_\-0^#]/.test(format.charAt(position)) && position + 1 < format.length) position += 1;
    const kind = format.charAt(position);
    const expanded = composite[kind];
    if (expanded !== undefined) {
      const next = parseInto(parsed, text, at, expanded);
      if (next === null) return null;
      at = next;
    } else if (kind === 'n' || kind === 't') {
      skipSpace();
    } else {
      if ('CdegGHIjklmMsSuUVwWyY'.includes(kind)) skipSpace();
      const next = parseOne(parsed, text, at, kind);
      if (next === null) return null;
      at = next;
    }
  }
  return at;
}

/** An optional sign and up to so many digits; empty when there is none. */
function digitsAt(text: string, start: number, most: number): string {
  const sign = text.charAt(start);
  const first = sign === '-' || sign === '+' ? start + 1 : start;
  let end = first;
  while (end < first + most && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end += 1;
  return end === first ? '' : text.slice(start, end);
}

function parseOne(parsed: Parsed, text: string, at: number, kind: string): number | null {
  const number = (digits: number, least: number, most: number, use: (value: number) => void): number | null => {
    const found = digitsAt(text, at, digits);
    if (found === '') return null;
    const value = Number(found);
    if (value < least || value > most) return null;
    use(value);
    return at + found.length;
  };
  const name = (names: readonly string[], use: (index: number) => void): number | null => {
    const rest = text.slice(at).toLowerCase();
    for (const [index, full] of names.entries()) {
      const long = full.toLowerCase();
      const length = rest.startsWith(long) ? long.length : rest.startsWith(long.slice(0, 3)) ? 3 : 0;
      if (length > 0) {
        use(index);
        return at + length;
      }
    }
    return null;
  };
  switch (kind) {
    case 'a':
    case 'A':
      return name(weekdays, () => undefined);
    case 'b':
    case 'B':
    case 'h':
      return name(months, (index) => {
        parsed.month = index;
        parsed.hasDate = true;
      });
    case 'C':
      return number(2, 0, 99, (value) => (parsed.year = value * 100 + (((parsed.year % 100) + 100) % 100)));
    case 'd':
    case 'e':
      return number(2, 1, 31, (value) => {
        parsed.day = value;
        parsed.hasDate = true;
      });
    case 'H':
    case 'k':
      return number(2, 0, 23, (value) => (parsed.hours = value));
    case 'I':
    case 'l':
      return number(2, 1, 12, (value) => (parsed.hours = value));
    case 'j':
      return number(3, 1, 366, (value) => (parsed.yearDay = value - 1));
    case 'm':
      return number(2, 1, 12, (value) => {
        parsed.month = value - 1;
        parsed.hasDate = true;
      });
    case 'M':
      return number(2, 0, 59, (value) => (parsed.minutes = value));
    case 'p':
    case 'P': {
      const half = text.slice(at, at + 2).toLowerCase();
      if (half !== 'am' && half !== 'pm') return null;
      parsed.pm = half === 'pm';
      return at + 2;
    }
    case 's':
      return number(20, -1e18, 1e18, (value) => (parsed.epoch = value));
    case 'S':
      return number(2, 0, 61, (value) => (parsed.seconds = value));
    case 'u':
      return number(1, 1, 7, () => undefined);
    case 'w':
      return number(1, 0, 6, () => undefined);
    case 'U':
    case 'V':
    case 'W':
      return number(2, 0, 53, () => undefined);
    case 'g':
      return number(2, 0, 99, () => undefined);
    case 'G':
      return number(4, 0, 9999, () => undefined);
    case 'y':
      return number(2, 0, 99, (value) => (parsed.year = value < 69 ? 2000 + value : 1900 + value));
    case 'Y':
      return number(4, -9999, 9999, (value) => (parsed.year = value));
    case 'z': {
      const found = /^(?:Z|[+-]\d{2}(?::?\d{2})?)/.exec(text.slice(at))?.[0];
      return found === undefined ? null : at + found.length;
    }
    case 'Z': {
      const found = /^[A-Za-z]*/.exec(text.slice(at))?.[0] ?? '';
      return at + found.length;
    }
    case '%':
      return text.charAt(at) === '%' ? at + 1 : null;
    default:
      return null;
  }
}
