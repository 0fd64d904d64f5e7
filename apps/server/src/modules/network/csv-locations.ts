import { isDeepStrictEqual } from 'node:util';
import { formatDecimal, minorDigitsOf } from '@barrow/kernel';
import { LocationInput, type Location } from '@barrow/contracts';
import type { ActionContext, OpenContext } from '../../platform/action.ts';
import { csvFile } from '../../platform/csv.ts';
import { writeClock, type Cells } from '../../platform/csv-cells.ts';
import { importInParts, type ImportedPart, type ImportReport } from '../../platform/csv-import.ts';
import { judgeRows } from '../../platform/csv-judge.ts';
import { given, rejectionOf, withoutRepeats } from '../../platform/csv-rows.ts';
import { readCsvTable, type CsvRow } from '../../platform/csv-table.ts';
import { compileSchema } from '../../platform/schema.ts';
import { readLocations, type LocationDefaults } from './locations.ts';
import { openingText, readOpeningText } from './opening-text.ts';
import { locationDefaults, storeLocations } from './store-locations.ts';

/** Which column each field of a location comes from. */
const columnOf = {
  code: 'code',
  name: 'name',
  format: 'format',
  timeZone: 'time_zone',
  currency: 'currency',
  cutoffMinutes: 'cutoff',
  firstDay: 'first_day',
  lastDay: 'last_day',
  openingPeriods: 'opening_periods',
  taxRegion: 'tax_region',
  taxInclusive: 'tax_inclusive',
  taxRounding: 'tax_rounding',
  cashStepMinor: 'cash_step',
  offlineAllowanceMilli: 'offline_allowance',
  region: 'region',
  address: 'address',
  latitude: 'latitude',
  longitude: 'longitude',
} as const;

type Column = (typeof columnOf)[keyof typeof columnOf];

const columns: readonly Column[] = Object.values(columnOf);
const parser = compileSchema(LocationInput);

/** Locations as a table that people can edit, by code. */
export function locationsCsv(locations: Iterable<Location>): string {
  const sorted = [...locations].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const rows = sorted.map((location) => [
    location.code,
    location.name,
    location.format,
    location.timeZone,
    location.currency,
    writeClock(location.cutoffMinutes),
    location.firstDay ?? '',
    location.lastDay ?? '',
    openingText(location.openingPeriods),
    location.taxRegion,
    String(location.taxInclusive),
    location.taxRounding,
    formatDecimal(location.cashStepMinor, minorDigitsOf(location.currency), minorDigitsOf(location.currency)),
    formatDecimal(location.offlineAllowanceMilli, 3),
    location.region,
    location.address,
    degreesText(location.latitude),
    degreesText(location.longitude),
  ]);
  return csvFile(columns, rows);
}

/** Stores a table of locations, known by code; new codes are new locations. */
export async function importLocations(ctx: OpenContext, csv: string): Promise<ImportReport> {
  const table = readCsvTable<Column>(csv, { all: columns, required: ['code'] });
  const { rows, repeats } = withoutRepeats<Column>(table.rows, 'code', (row) => keyOf(row.cells.code));
  return importInParts(ctx, [rows], [...table.rejected, ...repeats], storePart);
}

function keyOf(code: string | undefined): string {
  return (code ?? '').trim().toLowerCase();
}

async function storePart(ctx: ActionContext, rows: readonly CsvRow<Column>[]): Promise<ImportedPart> {
  const all = [...(await readLocations(ctx.tx)).values()];
  const byCode = new Map(all.map((location) => [keyOf(location.code), location]));
  const defaults = await locationDefaults(ctx.tx);
  const { wanted, unchanged, rejected } = judgeRows(rows, {
    parser,
    columnOf,
    beforeOf: (cells: Cells<Column>) => byCode.get(keyOf(cells.text('code'))),
    candidateOf: (cells, before) => candidateOf(cells, before, defaults),
    isSame: (before, { id: _id, ...given }) => isDeepStrictEqual({ ...before, ...given }, before),
  });
  const { saved, refused } = await storeLocations(
    ctx,
    wanted.map(({ input }) => input),
  );
  for (const { index, error } of refused) {
    const problem = error.problems[0] ?? { pointer: '', detail: error.message };
    rejected.push(rejectionOf(wanted[index]?.line ?? 0, problem, columnOf));
  }
  const created = saved.filter(({ before }) => before === undefined).length;
  return { created, changed: saved.length - created, unchanged, rejected };
}

function candidateOf(
  cells: Cells<Column>,
  before: Location | undefined,
  defaults: LocationDefaults,
): Record<string, unknown> {
  const currency = cells.word('currency') ?? before?.currency ?? defaults.currency;
  const openings = cells.text('opening_periods');
  const openingPeriods = openings === undefined ? undefined : readOpeningText(openings);
  if (openingPeriods !== undefined && 'wrong' in openingPeriods)
    cells.refuse('opening_periods', `${openingPeriods.wrong} is no period such as Mo 09:00-18:00`);
  if (before === undefined) for (const column of ['code', 'name', 'format'] as const) cells.required(column);
  return {
    ...(before === undefined
      ? {}
      : { id: before.locationId, code: before.code, name: before.name, format: before.format }),
    ...given({
      code: cells.word('code'),
      name: cells.text('name') || undefined,
      format: cells.word('format'),
      timeZone: cells.word('time_zone'),
      currency: cells.word('currency'),
      cutoffMinutes: cells.clock('cutoff'),
      firstDay: cells.orNull('first_day', () => cells.word('first_day')),
      lastDay: cells.orNull('last_day', () => cells.word('last_day')),
      openingPeriods: openingPeriods !== undefined && 'periods' in openingPeriods ? openingPeriods.periods : undefined,
      taxRegion: cells.text('tax_region'),
      taxInclusive: cells.truth('tax_inclusive'),
      taxRounding: cells.word('tax_rounding'),
      cashStepMinor: cells.decimal('cash_step', minorDigitsOf(currency)),
      offlineAllowanceMilli: cells.decimal('offline_allowance', 3),
      region: cells.text('region'),
      address: cells.text('address'),
      latitude: degreesOf(cells, 'latitude'),
      longitude: degreesOf(cells, 'longitude'),
    }),
  };
}

/** Degrees with a micro-degree's precision, a tenth of a metre. */
function degreesText(degrees: number | null): string {
  return degrees === null ? '' : formatDecimal(Math.round(degrees * 1_000_000), 6);
}

function degreesOf(cells: Cells<Column>, column: 'latitude' | 'longitude'): number | null | undefined {
  return cells.orNull(column, () => {
    const micro = cells.decimal(column, 6);
    return micro === undefined ? undefined : micro / 1_000_000;
  });
}
