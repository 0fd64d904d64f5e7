import { addDays, dayMs, dayOfNumber, instantOfLocal, minuteMs, offsetMs } from '@barrow/kernel';

export type QuietHours = { readonly fromMinutes: number; readonly toMinutes: number; readonly timeZone: string };

/** When something that is due at `atMs` may be sent: then, or when the quiet hours that it falls into end. They may pass midnight. */
export function afterQuietHours(atMs: number, quiet: QuietHours | null): number {
  if (quiet === null || quiet.fromMinutes === quiet.toMinutes) return atMs;
  const localMs = atMs + offsetMs(atMs, quiet.timeZone);
  const today = dayOfNumber(Math.floor(localMs / dayMs));
  const minutes = Math.floor((localMs - Math.floor(localMs / dayMs) * dayMs) / minuteMs);
  const { fromMinutes: from, toMinutes: to, timeZone } = quiet;
  if (from < to) return minutes >= from && minutes < to ? instantOfLocal(today, to, timeZone) : atMs;
  if (minutes >= from) return instantOfLocal(addDays(today, 1), to, timeZone);
  return minutes < to ? instantOfLocal(today, to, timeZone) : atMs;
}
