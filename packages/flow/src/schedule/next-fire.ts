import { dayMs, dayNumber, dayOfNumber, hourMs, minuteMs, offsetMs, weekdayOf } from '@barrow/kernel';
import type { Cron } from './parse-cron.ts';

/** A zone's offset from UTC in milliseconds at an instant, positive east of Greenwich. */
export type OffsetAt = (atMs: number) => number;

/** The offsets of an IANA time zone. */
export function offsetsOf(timeZone: string): OffsetAt {
  return (atMs) => offsetMs(atMs, timeZone);
}

/** Longer than any cron expression waits: 29 February, on a given weekday, across a century without a leap year. */
const mostDays = 366 * 41;

/**
 * The first instant after `afterMs` at which a cron expression fires, by the wall clock of a zone; null when it never does. A time
 * that clocks skip fires once, right after the gap; a time that they show twice fires once, the first time. With `*` as the hour,
 * it goes by real time instead: `0 * * * *` fires every hour, whatever clocks show.
 */
export function nextCronFire(cron: Cron, afterMs: number, offsetAt: OffsetAt): number | null {
  const firstDay = Math.floor((afterMs + offsetAt(afterMs)) / dayMs) - 1;
  for (let day = firstDay; day < firstDay + mostDays; day += 1) {
    if (!isCronDay(cron, day)) continue;
    let best: number | null = null;
    for (const atMs of firesOf(cron, day, offsetAt)) {
      if (atMs > afterMs && (best === null || atMs < best)) best = atMs;
    }
    // A gap at midnight moves times to the next day, where an earlier one may stand: look there too.
    if (best !== null)
      return isCronDay(cron, day + 1) ? Math.min(best, firstAfter(cron, day + 1, afterMs, offsetAt)) : best;
  }
  return null;
}

function firstAfter(cron: Cron, day: number, afterMs: number, offsetAt: OffsetAt): number {
  return firesOf(cron, day, offsetAt).reduce((best, atMs) => (atMs > afterMs ? Math.min(best, atMs) : best), Infinity);
}

/** The next multiple of an interval after `afterMs`, counted from `anchorMs`, when it was first due. */
export function nextIntervalFire(intervalMs: number, anchorMs: number, afterMs: number): number {
  if (afterMs < anchorMs) return anchorMs;
  return anchorMs + (Math.floor((afterMs - anchorMs) / intervalMs) + 1) * intervalMs;
}

/**
 * The next local midnight of a zone after `afterMs`, every so many days, however long these are: 23 or 25 hours when clocks change.
 * Days are counted from 1970-01-01, so that the same days come up whenever one asks.
 */
export function nextDayFire(days: number, afterMs: number, offsetAt: OffsetAt): number {
  const today = Math.floor((afterMs + offsetAt(afterMs)) / dayMs);
  for (let day = Math.floor(today / days) * days; ; day += days) {
    const [atMs = Infinity] = instantsOf(day * dayMs, false, offsetAt);
    if (atMs > afterMs) return atMs;
  }
}

/** When a workflow that ends at `endedMs` starts again, by `schedule.after`. */
export function nextFireAfter(delayMs: number, endedMs: number): number {
  return endedMs + delayMs;
}

function isCronDay(cron: Cron, number: number): boolean {
  const day = dayOfNumber(number);
  const month = Number(day.slice(5, 7));
  if (!cron.months.has(month)) return false;
  const dayOfMonth = Number(day.slice(8, 10));
  const daysLeft = dayNumber(nextMonth(day)) - number;
  const weekday = weekdayOf(day) % 7;
  const byDay = cron.days.has(dayOfMonth) || (cron.lastDay && daysLeft === 1);
  const byWeekday =
    cron.weekdays.has(weekday) ||
    (cron.lastWeekdays.has(weekday) && daysLeft <= 7) ||
    cron.nthWeekdays.has(weekday * 10 + Math.ceil(dayOfMonth / 7));
  if (cron.anyDay) return byWeekday;
  return cron.anyWeekday ? byDay : byDay || byWeekday;
}

function nextMonth(day: string): string {
  return `${dayOfNumber(dayNumber(`${day.slice(0, 8)}01`) + 31).slice(0, 8)}01`;
}

/** All instants of a local day. */
function firesOf(cron: Cron, day: number, offsetAt: OffsetAt): readonly number[] {
  const fires: number[] = [];
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      fires.push(...instantsOf(day * dayMs + hour * hourMs + minute * minuteMs, cron.everyHour, offsetAt));
    }
  }
  return fires;
}

/** The instants at which a wall clock shows `localMs`: one, or two when clocks were put back; in a gap, the end of the gap. */
function instantsOf(localMs: number, realTime: boolean, offsetAt: OffsetAt): readonly number[] {
  const before = offsetAt(localMs - dayMs);
  const after = offsetAt(localMs + dayMs);
  const offsets = before === after ? [before] : [before, after];
  const shown = offsets.map((offset) => localMs - offset).filter((atMs) => atMs + offsetAt(atMs) === localMs);
  if (shown.length > 0) return realTime ? shown : [Math.min(...shown)];
  return realTime ? [] : [gapEnd(localMs - after, localMs - before, offsetAt)];
}

/** The instant at which the offset changes between two, to the minute. */
function gapEnd(fromMs: number, toMs: number, offsetAt: OffsetAt): number {
  const before = offsetAt(fromMs);
  let low = Math.floor(fromMs / minuteMs);
  let high = Math.ceil(toMs / minuteMs);
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * minuteMs) === before) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}
