import { isTimeZone } from '@barrow/kernel';
import type { Location, LocationInput } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import { newId } from '../../platform/clock.ts';
import type { Tx } from '../../platform/postgres.ts';

export const locationColumns = `location_id, code, name, format, time_zone, currency, cutoff_minutes, first_day, last_day, opening_periods, tax_region, tax_inclusive,
   tax_rounding, cash_step_minor, offline_allowance_milli, address`;

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
  address: string;
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
    address: row.address,
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

function check(location: Omit<Location, 'locationId'>): void {
  const problems = [];
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
  location.openingPeriods.forEach((period, index) => {
    if (period.closesMinutes <= period.opensMinutes)
      problems.push({ pointer: `/openingPeriods/${index}/closesMinutes`, detail: 'is not after opensMinutes' });
  });
  const first = problems[0];
  if (first !== undefined)
    throw fault('unprocessable', 'LOCATION_INVALID', `${first.pointer} ${first.detail}.`, problems);
}

/** Stores a location, new or changed. `defaults` fill what a new one leaves out. Throws LOCATION_INVALID, LOCATION_CODE_TAKEN. */
export async function saveLocation(
  tx: Tx,
  input: LocationInput,
  defaults: { timeZone: string; currency: string },
): Promise<{ before: Location | undefined; after: Location }> {
  const locationId = input.id ?? newId();
  const before = (await readLocations(tx, [locationId])).get(locationId);
  const { id: _id, ...given } = input;
  const after: Location = {
    timeZone: defaults.timeZone,
    currency: defaults.currency,
    cutoffMinutes: 240,
    firstDay: null,
    lastDay: null,
    openingPeriods: [],
    taxRegion: '',
    taxInclusive: true,
    taxRounding: 'line',
    cashStepMinor: 1,
    offlineAllowanceMilli: 0,
    address: '',
    ...before,
    ...given,
    locationId,
  };
  check(after);
  if (before !== undefined && before.currency !== after.currency) {
    throw fault(
      'conflict',
      'LOCATION_INVALID',
      'The currency of a location cannot change: its stock is valued in it. Make a new location.',
      [{ pointer: '/currency', detail: 'cannot change' }],
    );
  }
  const taken = await tx.row(
    'select location_id from network.location where org_id = $1 and lower(code) = lower($2) and location_id <> $3',
    [tx.orgId, after.code, locationId],
  );
  if (taken !== undefined)
    throw fault('conflict', 'LOCATION_CODE_TAKEN', `Another location has the code ${after.code}.`, [
      { pointer: '/code', detail: 'is taken' },
    ]);
  await tx.run(
    `insert into network.location (org_id, ${locationColumns})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     on conflict (org_id, location_id) do update set
       code = excluded.code, name = excluded.name, format = excluded.format, time_zone = excluded.time_zone, cutoff_minutes = excluded.cutoff_minutes,
       first_day = excluded.first_day, last_day = excluded.last_day, opening_periods = excluded.opening_periods, tax_region = excluded.tax_region,
       tax_inclusive = excluded.tax_inclusive, tax_rounding = excluded.tax_rounding, cash_step_minor = excluded.cash_step_minor,
       offline_allowance_milli = excluded.offline_allowance_milli, address = excluded.address`,
    [
      tx.orgId,
      locationId,
      after.code,
      after.name,
      after.format,
      after.timeZone,
      after.currency,
      after.cutoffMinutes,
      after.firstDay,
      after.lastDay,
      JSON.stringify(after.openingPeriods),
      after.taxRegion,
      after.taxInclusive,
      after.taxRounding,
      after.cashStepMinor,
      after.offlineAllowanceMilli,
      after.address,
    ],
  );
  return { before, after };
}
