import type { Location } from '@barrow/contracts';
import { readClock, readWeekday, weekdayNames, writeClock } from '../../platform/csv-cells.ts';

type Periods = Location['openingPeriods'];

/** Opening periods as `Mo 09:00-18:00; Fr 20:00-26:00`, as OpenStreetMap writes them: beyond 24:00 is the next day. */
export function openingText(periods: Periods): string {
  return periods
    .map(
      ({ weekday, opensMinutes, closesMinutes }) =>
        `${weekdayNames[weekday - 1] ?? ''} ${writeClock(opensMinutes)}-${writeClock(closesMinutes)}`,
    )
    .join('; ');
}

/** The periods of such a text, or the part that is none. A time to close that is not after the opening is one of the next day. */
export function readOpeningText(text: string): { periods: Periods } | { wrong: string } {
  const periods: Periods = [];
  for (const part of text.split(';')) {
    const found = part.trim();
    if (found === '') continue;
    const match = /^([a-z]{2})\s+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/i.exec(found);
    const weekday = readWeekday(match?.[1] ?? '');
    const opensMinutes = readClock(match?.[2] ?? '');
    const closes = readClock(match?.[3] ?? '');
    if (weekday === 0 || opensMinutes === undefined || closes === undefined) return { wrong: found };
    periods.push({ weekday, opensMinutes, closesMinutes: closes > opensMinutes ? closes : closes + 1440 });
  }
  return { periods };
}
