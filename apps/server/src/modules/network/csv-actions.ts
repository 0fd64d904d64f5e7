import { Type } from 'typebox';
import { action, openAction, type RegisteredAction } from '../../platform/action.ts';
import { CsvInput, ImportReport } from '../../platform/csv-import.ts';
import { importLocations, locationsCsv } from './csv-locations.ts';
import { readLocations } from './locations.ts';

export const locationCsvActions: readonly RegisteredAction[] = [
  action({
    name: 'network.location.export',
    version: '1.0.0',
    summary: 'Locations as a CSV file',
    effect: 'read',
    permission: 'network.read',
    route: 'GET /locations.csv',
    media: 'text/csv',
    touches: 'inside',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.String(),
    run: async ({ tx, grant }) => locationsCsv((await readLocations(tx, grant.locationIds ?? undefined)).values()),
  }),
  openAction({
    name: 'network.location.import',
    version: '1.0.0',
    summary: 'Add and change locations by a CSV file',
    description:
      'Columns as in GET /locations.csv; a location is known by its `code`. A column that is missing leaves things as they are. Good lines are stored, bad ones are reported; sending a file twice changes nothing.',
    effect: 'write',
    permission: 'network.manage',
    route: 'POST /locations.csv',
    media: 'text/csv',
    touches: 'all',
    input: CsvInput,
    output: ImportReport,
    run: (ctx, { csv }) => importLocations(ctx, csv),
  }),
];
