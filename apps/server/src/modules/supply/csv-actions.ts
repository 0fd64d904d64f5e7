import { Type } from 'typebox';
import { action, openAction, type RegisteredAction } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { CsvInput, ImportReport } from '../../platform/csv-import.ts';
import { importSupplierItems, supplierItemsCsv } from './csv-supplier-items.ts';
import { importSuppliers, suppliersCsv } from './csv-suppliers.ts';
import { visibleSupplier } from './supplier-scope.ts';
import { readAllSuppliers } from './suppliers.ts';

const same =
  'A column that is missing leaves things as they are. Good lines are stored, bad ones are reported; sending a file twice changes nothing.';
const nothing = Type.Object({}, { additionalProperties: false });

/** Suppliers and what they sell as files that a spreadsheet opens. */
export function supplyCsvActions(sealer: Sealer): readonly RegisteredAction[] {
  return [
    action({
      name: 'supply.supplier.export',
      version: '1.0.0',
      summary: 'Suppliers as a CSV file, without their secrets',
      effect: 'read',
      permission: 'supply.read',
      route: 'GET /suppliers.csv',
      media: 'text/csv',
      touches: 'none',
      input: nothing,
      output: Type.String(),
      run: async ({ tx, grant }) => suppliersCsv(await readAllSuppliers(tx, visibleSupplier(grant))),
    }),
    openAction({
      name: 'supply.supplier.import',
      version: '1.0.0',
      summary: 'Suppliers: add and change by a CSV file',
      description: `Columns as in GET /suppliers.csv. A supplier is known by its \`code\`. Secrets are set in PATCH /suppliers/{supplierId}. ${same}`,
      effect: 'write',
      permission: 'supply.manage',
      route: 'POST /suppliers.csv',
      media: 'text/csv',
      touches: 'none',
      input: CsvInput,
      output: ImportReport,
      run: (ctx, { csv }) => importSuppliers(ctx, sealer, csv),
    }),
    action({
      name: 'supply.item.export',
      version: '1.0.0',
      summary: 'What suppliers sell us as a CSV file',
      effect: 'read',
      permission: 'supply.read',
      route: 'GET /supplier-items.csv',
      media: 'text/csv',
      touches: 'none',
      timeoutMs: 30_000,
      input: nothing,
      output: Type.String(),
      run: ({ tx, grant }) => supplierItemsCsv(tx, visibleSupplier(grant)),
    }),
    openAction({
      name: 'supply.item.import',
      version: '1.0.0',
      summary: 'What suppliers sell us: add and change by a CSV file',
      description: `Columns as in GET /supplier-items.csv. An entry is known by its \`supplier\` (code) and \`sku\`. ${same}`,
      effect: 'write',
      permission: 'supply.manage',
      route: 'POST /supplier-items.csv',
      media: 'text/csv',
      touches: 'none',
      input: CsvInput,
      output: ImportReport,
      run: (ctx, { csv }) => importSupplierItems(ctx, csv),
    }),
  ];
}
