import type { Location } from '@barrow/contracts';
import { addDays, dayMs, dayOfNumber, instantOfLocal, offsetMs, weekdayOf } from '@barrow/kernel';

/** When a location is open around a moment. All null where no opening periods are known, or it does not trade. */
export type Hours = {
  readonly isOpen: boolean;
  /** Since when it is open. */
  readonly openedAtMs: number | null;
  /** When it closes, while it is open. */
  readonly closesAtMs: number | null;
  /** When it opens next, within the next week. */
  readonly opensAtMs: number | null;
  /** The day it is open for, by its own clock; null while it is closed. It may open several times a day. */
  readonly day: string | null;
  /** When it first opened on that day. */
  readonly dayOpenedAtMs: number | null;
  /** When it closes last on that day. */
  readonly dayClosesAtMs: number | null;
};

type Trading = Pick<Location, 'openingPeriods' | 'timeZone' | 'firstDay' | 'lastDay'>;

/** The opening hours of a location at a moment, by its own clock; periods may go beyond midnight. */
export function hoursAt({ openingPeriods, timeZone, firstDay, lastDay }: Trading, nowMs: number): Hours {
  const today = dayOfNumber(Math.floor((nowMs + offsetMs(nowMs, timeZone)) / dayMs));
  const days = Array.from({ length: 9 }, (_, index) => addDays(today, index - 1));
  const spans = days
    .filter((day) => (firstDay === null || day >= firstDay) && (lastDay === null || day <= lastDay))
    .flatMap((day) =>
      openingPeriods
        .filter((period) => period.weekday === weekdayOf(day))
        .map(({ opensMinutes, closesMinutes }) => ({
          day,
          opensMs: instantOfLocal(day, opensMinutes, timeZone),
          closesMs: instantOfLocal(day, closesMinutes, timeZone),
        })),
    )
    .toSorted((one, other) => one.opensMs - other.opensMs);
  const current = spans.find(({ opensMs, closesMs }) => opensMs <= nowMs && nowMs < closesMs);
  const sameDay = spans.filter(({ day }) => day === current?.day);
  const next = spans.find(({ opensMs }) => opensMs > nowMs);
  return {
    isOpen: current !== undefined,
    openedAtMs: current?.opensMs ?? null,
    closesAtMs: current?.closesMs ?? null,
    opensAtMs: next?.opensMs ?? null,
    day: current?.day ?? null,
    dayOpenedAtMs: sameDay[0]?.opensMs ?? null,
    dayClosesAtMs: sameDay.length === 0 ? null : Math.max(...sameDay.map(({ closesMs }) => closesMs)),
  };
}
