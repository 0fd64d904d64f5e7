const dayMs = 24 * 60 * 60_000;

/** The wait a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds or a date), at most a day; undefined when there is none. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Math.min(Number(header) * 1000, dayMs);
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(header.trim())) return undefined;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(0, atMs - nowMs), dayMs);
}
