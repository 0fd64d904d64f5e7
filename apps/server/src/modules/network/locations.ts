import { isTimeZone, type AppError, type FieldProblem } from '@barrow/kernel';
import type { Location, LocationInput } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import { newId } from '../../platform/clock.ts';
import type { Tx } from '../../platform/postgres.ts';

export const locationColumns = `location_id, code, name, format, time_zone, currency, cutoff_minutes, first_day, last_day, opening_periods, tax_region, tax_inclusive,
   tax_rounding, cash_step_minor, offline_allowance_milli, region, address, latitude, longitude`;

export type LocationRow = {
  location_id: string;
  code: string;
  name: string;
  format: Location['format'];
  time_zone: string;
  currency: string;
  cutoff_minutes: number;
  first_day: string | null;
  last_day: string | null;
  opening_periods: Location['openingPeriods'];
  tax_region: string;
  tax_inclusive: boolean;
  tax_rounding: Location['taxRounding'];
  cash_step_minor: number;
  offline_allowance_milli: number;
  region: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
};

export function locationOf(row: LocationRow): Location {
  return {
    locationId: row.location_id,
    code: row.code,
    name: row.name,
    format: row.format,
    timeZone: row.time_zone,
    currency: row.currency,
    cutoffMinutes: row.cutoff_minutes,
    firstDay: row.first_day,
    lastDay: row.last_day,
    openingPeriods: row.opening_periods,
    taxRegion: row.tax_region,
    taxInclusive: row.tax_inclusive,
    taxRounding: row.tax_rounding,
    cashStepMinor: row.cash_step_minor,
    offlineAllowanceMilli: row.offline_allowance_milli,
    region: row.region,
    address: row.address,
    latitude: row.latitude,
    longitude: row.longitude,
  };
}

/** The locations of these ids, or all; unknown ids are left out. */
export async function readLocations(tx: Tx, ids?: readonly string[]): Promise<Map<string, Location>> {
  const rows = await tx.rows<LocationRow>(
    `select ${locationColumns} from network.location where org_id = $1 and ($2::uuid[] is null or location_id = any($2::uuid[]))`,
    [tx.orgId, ids ?? null],
    'read-locations',
  );
  return new Map(rows.map((row) => [row.location_id, locationOf(row)]));
}

export async function readLocation(tx: Tx, locationId: string): Promise<Location> {
  const location = (await readLocations(tx, [locationId])).get(locationId);
  if (location === undefined) throw fault('not-found', 'LOCATION_UNKNOWN', `There is no location ${locationId}.`);
  return location;
}

function problemsOf(location: Omit<Location, 'locationId'>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!isTimeZone(location.timeZone))
    problems.push({ pointer: '/timeZone', detail: `is no IANA time zone: ${location.timeZone}` });
  if (location.firstDay !== null && location.lastDay !== null && location.lastDay < location.firstDay) {
    problems.push({ pointer: '/lastDay', detail: 'is before firstDay' });
  }
  if (location.format === 'pop-up' && (location.firstDay === null || location.lastDay === null)) {
    problems.push({
      pointer: location.firstDay === null ? '/firstDay' : '/lastDay',
      detail: 'a pop-up has a first and a last day',
    });
  }
  if ((location.latitude === null) !== (location.longitude === null))
    problems.push({
      pointer: location.latitude === null ? '/latitude' : '/longitude',
      detail: 'a place has both, a latitude and a longitude, or neither',
    });
  location.openingPeriods.forEach((period, index) => {
    if (period.closesMinutes <= period.opensMinutes)
      problems.push({ pointer: `/openingPeriods/${index}/closesMinutes`, detail: 'is not after opensMinutes' });
  });
  return problems;
}

function refusalOf(before: Location | undefined, after: Location): AppError | undefined {
  const problems = problemsOf(after);
  const first = problems[0];
  if (first !== undefined)
    return fault('unprocessable', 'LOCATION_INVALID', `${first.pointer} ${first.detail}.`, problems);
  if (before === undefined || before.currency === after.currency) return undefined;
  return fault(
    'conflict',
    'LOCATION_INVALID',
    'The currency of a location cannot change: its stock is valued in it. Make a new location.',
    [{ pointer: '/currency', detail: 'cannot change' }],
  );
}

function codeTaken(code: string): AppError {
  return fault('conflict', 'LOCATION_CODE_TAKEN', `Another location has the code ${code}.`, [
    { pointer: '/code', detail: 'is taken' },
  ]);
}

/** What a new location has of what its input leaves out. */
export type LocationDefaults = { readonly timeZone: string; readonly currency: string };
export type SavedLocation = { readonly index: number; readonly before: Location | undefined; readonly after: Location };
export type RefusedLocation = { readonly index: number; readonly error: AppError };

/**
 * Stores locations, new or changed by id, set-based: each good one is stored, each bad one is reported (LOCATION_INVALID,
 * LOCATION_CODE_TAKEN) and leaves nothing. What an input leaves out stays as it was, or is as `defaults` say.
 */
export async function saveLocations(
  tx: Tx,
  inputs: readonly LocationInput[],
  defaults: LocationDefaults,
): Promise<{ saved: SavedLocation[]; refused: RefusedLocation[] }> {
  const ids = inputs.map((input) => input.id?.toLowerCase() ?? newId());
  const earlier = await readLocations(tx, ids);
  const refused: RefusedLocation[] = [];
  const candidates: SavedLocation[] = [];
  inputs.forEach(({ id: _id, ...given }, index) => {
    const locationId = ids[index] ?? newId();
    const before = earlier.get(locationId);
    const after: Location = {
      ...defaults,
      cutoffMinutes: 240,
      firstDay: null,
      lastDay: null,
      openingPeriods: [],
      taxRegion: '',
      taxInclusive: true,
      taxRounding: 'line',
      cashStepMinor: 1,
      offlineAllowanceMilli: 0,
      region: '',
      address: '',
      latitude: null,
      longitude: null,
      ...before,
      ...given,
      locationId,
    };
    const error = refusalOf(before, after);
    if (error === undefined) candidates.push({ index, before, after });
    else refused.push({ index, error });
  });
  const taken = await indexesOfTakenCodes(tx, candidates);
  const saved: SavedLocation[] = [];
  candidates.forEach((candidate, index) => {
    const { after } = candidate;
    const isTwice = saved.some(
      (other) =>
        other.after.locationId === after.locationId || other.after.code.toLowerCase() === after.code.toLowerCase(),
    );
    if (taken.has(index) || isTwice) refused.push({ index: candidate.index, error: codeTaken(after.code) });
    else saved.push(candidate);
  });
  await writeLocations(
    tx,
    saved.map(({ after }) => after),
  );
  return { saved, refused };
}

/** Which of these have a code that belongs to another location. */
async function indexesOfTakenCodes(tx: Tx, candidates: readonly SavedLocation[]): Promise<Set<number>> {
  const rows = await tx.rows<{ place: number }>(
    `select (c.place - 1)::integer as place from unnest($2::text[], $3::uuid[]) with ordinality as c (code, location_id, place)
     join network.location l on l.org_id = $1 and lower(l.code) = lower(c.code) and l.location_id <> c.location_id`,
    [tx.orgId, candidates.map(({ after }) => after.code), candidates.map(({ after }) => after.locationId)],
  );
  return new Set(rows.map((row) => row.place));
}

async function writeLocations(tx: Tx, locations: readonly Location[]): Promise<void> {
  if (locations.length === 0) return;
  await tx.run(
    `insert into network.location (org_id, ${locationColumns})
     select $1, l.* from json_to_recordset($2) as l (location_id uuid, code text, name text, format text, time_zone text, currency text,
       cutoff_minutes integer, first_day date, last_day date, opening_periods jsonb, tax_region text, tax_inclusive boolean, tax_rounding text,
       cash_step_minor integer, offline_allowance_milli bigint, region text, address text, latitude double precision,
       longitude double precision)
     order by l.location_id
     on conflict (org_id, location_id) do update set
       code = excluded.code, name = excluded.name, format = excluded.format, time_zone = excluded.time_zone, cutoff_minutes = excluded.cutoff_minutes,
       first_day = excluded.first_day, last_day = excluded.last_day, opening_periods = excluded.opening_periods, tax_region = excluded.tax_region,
       tax_inclusive = excluded.tax_inclusive, tax_rounding = excluded.tax_rounding, cash_step_minor = excluded.cash_step_minor,
       offline_allowance_milli = excluded.offline_allowance_milli, region = excluded.region, address = excluded.address,
       latitude = excluded.latitude, longitude = excluded.longitude`,
    [tx.orgId, JSON.stringify(locations.map(rowOf))],
  );
}

function rowOf(location: Location): LocationRow {
  return {
    location_id: location.locationId,
    code: location.code,
    name: location.name,
    format: location.format,
    time_zone: location.timeZone,
    currency: location.currency,
    cutoff_minutes: location.cutoffMinutes,
    first_day: location.firstDay,
    last_day: location.lastDay,
    opening_periods: location.openingPeriods,
    tax_region: location.taxRegion,
    tax_inclusive: location.taxInclusive,
    tax_rounding: location.taxRounding,
    cash_step_minor: location.cashStepMinor,
    offline_allowance_milli: location.offlineAllowanceMilli,
    region: location.region,
    address: location.address,
    latitude: location.latitude,
    longitude: location.longitude,
  };
}

/** Stores one location. Throws LOCATION_INVALID, LOCATION_CODE_TAKEN. */
export async function saveLocation(
  tx: Tx,
  input: LocationInput,
  defaults: LocationDefaults,
): Promise<{ before: Location | undefined; after: Location }> {
  const { saved, refused } = await saveLocations(tx, [input], defaults);
  if (refused[0] !== undefined) throw refused[0].error;
  if (saved[0] === undefined) throw new Error('a location was neither stored nor refused');
  return saved[0];
}
