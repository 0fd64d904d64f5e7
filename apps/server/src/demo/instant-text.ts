import { dayMs, dayOfNumber, type Instant } from '@barrow/kernel';

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** An instant (ms since 1970) as ISO 8601 in UTC, to the millisecond. */
export function instantText(atMs: number): Instant {
  const day = Math.floor(atMs / dayMs);
  const rest = atMs - day * dayMs;
  const hours = Math.floor(rest / 3_600_000);
  const minutes = Math.floor(rest / 60_000) % 60;
  const seconds = Math.floor(rest / 1000) % 60;
  const ms = String(rest % 1000).padStart(3, '0');
  return `${dayOfNumber(day)}T${two(hours)}:${two(minutes)}:${two(seconds)}.${ms}Z`;
}
