import type { Tx } from '../../platform/postgres.ts';

/** Whose clock a schedule keeps: a zone, a location by its code, or, with neither, the organisation's. */
export type ScheduleClock = { readonly timeZone: string | null; readonly location: string | null };

export type TimeZones = {
  readonly organisation: string;
  /** By code. */
  readonly locations: ReadonlyMap<string, string>;
};

/** The zones of the organisation and of locations by their codes. */
export type ReadTimeZones = (tx: Tx, codes: readonly string[]) => Promise<TimeZones>;

/** The zones of schedules, however many, in one look: a location's is what it is now. Undefined for a location that is not known. */
export async function zonesOf(
  tx: Tx,
  read: ReadTimeZones,
  clocks: readonly ScheduleClock[],
): Promise<(clock: ScheduleClock) => string | undefined> {
  const codes = new Set(clocks.flatMap(({ location }) => location ?? []));
  const { organisation, locations } = await read(tx, [...codes]);
  return ({ timeZone, location }) => timeZone ?? (location === null ? organisation : locations.get(location));
}
