import { Type } from 'typebox';
import {
  action,
  openAction,
  type ActionContext,
  type OpenContext,
  type RegisteredAction,
} from '../../platform/action.ts';
import { CsvInput, ImportReport } from '../../platform/csv-import.ts';
import { assortmentCsv, importAssortment } from './csv-assortment.ts';
import { importItems, itemsCsv } from './csv-items.ts';
import { importPrices, pricesCsv } from './csv-prices.ts';

type Table = {
  readonly thing: 'item' | 'price' | 'assortment';
  readonly path: `/${string}.csv`;
  readonly what: string;
  readonly knownBy: string;
  readonly touches: 'inside' | 'none';
  readonly write: (ctx: ActionContext) => Promise<string>;
  readonly read: (ctx: OpenContext, csv: string) => Promise<ImportReport>;
};

const tables: readonly Table[] = [
  {
    thing: 'item',
    path: '/items.csv',
    what: 'Items',
    knownBy:
      'An item is known by its `sku`. Codes stand in one cell, as in `A1; A2`; a variant as in `size=L; scent=Rose`.',
    touches: 'none',
    write: ({ tx }) => itemsCsv(tx),
    read: importItems,
  },
  {
    thing: 'price',
    path: '/prices.csv',
    what: 'Prices',
    knownBy:
      'A price is known by its `sku`, `location` (none: every location), `currency` (none: the location’s) and `first_day` (none: always).',
    touches: 'inside',
    write: ({ tx, grant }) => pricesCsv(tx, grant),
    read: importPrices,
  },
  {
    thing: 'assortment',
    path: '/assortment.csv',
    what: 'What locations carry',
    knownBy: 'An entry is known by its `location` and `sku`; one with `carried` false is taken out.',
    touches: 'inside',
    write: ({ tx, grant }) => assortmentCsv(tx, grant),
    read: importAssortment,
  },
];

function actionsOf({ thing, path, what, knownBy, touches, write, read }: Table): RegisteredAction[] {
  return [
    action({
      name: `catalogue.${thing}.export`,
      version: '1.0.0',
      summary: `${what} as a CSV file`,
      effect: 'read',
      permission: 'catalogue.read',
      route: `GET ${path}`,
      media: 'text/csv',
      touches,
      timeoutMs: 30_000,
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.String(),
      run: write,
    }),
    openAction({
      name: `catalogue.${thing}.import`,
      version: '1.0.0',
      summary: `${what}: add and change by a CSV file`,
      description: `Columns as in GET ${path}. ${knownBy} A column that is missing leaves things as they are. Good lines are stored, bad ones are reported; sending a file twice changes nothing.`,
      effect: 'write',
      permission: 'catalogue.manage',
      route: `POST ${path}`,
      media: 'text/csv',
      touches,
      input: CsvInput,
      output: ImportReport,
      run: (ctx, { csv }) => read(ctx, csv),
    }),
  ];
}

/** The catalogue as files that a spreadsheet opens. */
export const catalogueCsvActions: readonly RegisteredAction[] = tables.flatMap(actionsOf);
