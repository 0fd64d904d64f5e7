import { instantOfLocal, isDay } from '@barrow/kernel';

const tokens: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  h: '(?<hour12>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})(?:\\.\\d+)?',
  a: '(?<half>[AaPp])[Mm]',
  XXX: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
};

/** Reads the wall clock of a file. Answers the instant in milliseconds, or undefined when the text is in none of the formats. */
export type TimeReader = (text: string, zone: string) => number | undefined;

function compile(format: string): RegExp {
  const pattern = format.replaceAll(/yyyy|yy|MM|M|dd|d|HH|H|h|mm|ss|a|XXX|[^]/g, (part) =>
    Object.hasOwn(tokens, part) ? (tokens[part] ?? '') : part.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&'),
  );
  return new RegExp(`^${pattern}$`);
}

/** The hour of a clock, undefined when there is none such. */
function hourOf({ hour, hour12, half }: Readonly<Record<string, string | undefined>>): number | undefined {
  if (hour12 === undefined) return hour === undefined || Number(hour) > 23 ? undefined : Number(hour);
  if (Number(hour12) < 1 || Number(hour12) > 12) return undefined;
  return (Number(hour12) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0);
}

/** The offset from UTC that `Z` or `+02:00` says, in minutes. */
function offsetMinutes(offset: string): number {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return offset.startsWith('-') ? -minutes : minutes;
}

/**
 * A reader of the formats (yyyy yy MM M dd d HH H h mm ss a XXX; the rest literally), tried in order. A format without an hour takes
 * `minutesWithoutTime` after midnight. A time that clocks skip is moved forward; of one that they show twice, the first is meant.
 */
export function createTimeReader(formats: readonly string[], minutesWithoutTime: number): TimeReader {
  const compiled = formats.map((format) => ({ pattern: compile(format), hasTime: /[Hh]/.test(format) }));
  let lastText: string | undefined;
  let lastZone = '';
  let last: number | undefined;

  function read(text: string, zone: string): number | undefined {
    for (const { pattern, hasTime } of compiled) {
      const parts = pattern.exec(text)?.groups;
      if (parts === undefined) continue;
      const day = `${parts['year'] ?? `20${parts['shortYear'] ?? ''}`}-${(parts['month'] ?? '').padStart(2, '0')}-${(parts['day'] ?? '').padStart(2, '0')}`;
      const hour = hasTime ? hourOf(parts) : 0;
      const minute = Number(parts['minute'] ?? 0);
      const second = Number(parts['second'] ?? 0);
      if (!isDay(day) || hour === undefined || minute > 59 || second > 59) continue;
      const minutes = hasTime ? hour * 60 + minute : minutesWithoutTime;
      const offset = parts['offset'];
      const atMs =
        offset === undefined
          ? instantOfLocal(day, minutes, zone)
          : instantOfLocal(day, minutes - offsetMinutes(offset), 'UTC');
      return atMs + second * 1000;
    }
    return undefined;
  }

  return (text, zone) => {
    if (text !== lastText || zone !== lastZone) {
      last = read(text, zone);
      lastText = text;
      lastZone = zone;
    }
    return last;
  };
}
