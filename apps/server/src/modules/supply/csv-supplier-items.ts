import { isDeepStrictEqual } from 'node:util';
import { formatDecimal, must } from '@barrow/kernel';
import { SupplierItemInput, type SupplierItem } from '@barrow/contracts';
import type { ActionContext, OpenContext } from '../../platform/action.ts';
import { csvFile } from '../../platform/csv.ts';
import type { Cells } from '../../platform/csv-cells.ts';
import { importInParts, type ImportedPart, type ImportReport } from '../../platform/csv-import.ts';
import { judgeRows } from '../../platform/csv-judge.ts';
import { given, rejectionOf, withoutRepeats } from '../../platform/csv-rows.ts';
import { readCsvTable, type CsvRow } from '../../platform/csv-table.ts';
import type { Tx } from '../../platform/postgres.ts';
import { compileSchema } from '../../platform/schema.ts';
import { itemIdsBySku, normaliseCode, readItems } from '../catalogue/index.ts';
import { storeSupplierItems } from './store-supplier-items.ts';
import { readSupplierItems, supplierItemColumns, supplierItemOf, type SupplierItemRow } from './supplier-items.ts';
import { readAllSuppliers } from './suppliers.ts';

/** Which column each field of an entry comes from. */
const columnOf = {
  supplierId: 'supplier',
  itemId: 'sku',
  supplierItemCode: 'supplier_item_code',
  costMicro: 'cost',
  packMilli: 'pack',
  minimumMilli: 'minimum',
  leadTimeDays: 'lead_time_days',
  leadTimeSdDays: 'lead_time_sd_days',
  preferred: 'preferred',
} as const;
type Column = (typeof columnOf)[keyof typeof columnOf];

const columns: readonly Column[] = Object.values(columnOf);
const parser = compileSchema(SupplierItemInput);

/** What suppliers sell us as a table that people can edit; only of the supplier that the caller may see. */
export async function supplierItemsCsv(tx: Tx, visible: string | null): Promise<string> {
  const rows = await tx.rows<SupplierItemRow & { supplier: string }>(
    `select ${supplierItemColumns}, s.code as supplier from supply.supplier_item i
     join supply.supplier s on s.org_id = i.org_id and s.supplier_id = i.supplier_id
     where i.org_id = $1 and ($2::uuid is null or i.supplier_id = $2) order by lower(s.code), i.item_id`,
    [tx.orgId, visible],
  );
  const items = await readItems(tx, [...new Set(rows.map((row) => row.item_id))]);
  const cells = rows.map((row) => {
    const entry = supplierItemOf(row);
    return [
      row.supplier,
      must(items.get(entry.itemId), 'the item of an entry').sku,
      entry.supplierItemCode,
      formatDecimal(entry.costMicro, 6, 2),
      formatDecimal(entry.packMilli, 3),
      formatDecimal(entry.minimumMilli, 3),
      entry.leadTimeDays === null ? '' : String(entry.leadTimeDays),
      entry.leadTimeSdDays === null ? '' : String(entry.leadTimeSdDays),
      String(entry.preferred),
    ];
  });
  return csvFile(columns, cells);
}

/** Stores a table of what suppliers sell, known by supplier and item. */
export async function importSupplierItems(ctx: OpenContext, csv: string): Promise<ImportReport> {
  const table = readCsvTable<Column>(csv, { all: columns, required: ['supplier', 'sku'] });
  const { rows, repeats } = withoutRepeats<Column>(table.rows, 'sku', ({ cells }) =>
    JSON.stringify([cells.supplier?.trim().toLowerCase(), normaliseCode(cells.sku ?? '')]),
  );
  return importInParts(ctx, [rows], [...table.rejected, ...repeats], storePart);
}

async function storePart(ctx: ActionContext, rows: readonly CsvRow<Column>[]): Promise<ImportedPart> {
  const suppliers = await readAllSuppliers(ctx.tx);
  const supplierIds = new Map(suppliers.map(({ code, supplierId }) => [code.toLowerCase(), supplierId]));
  const itemIds = await itemIdsBySku(
    ctx.tx,
    rows.map((row) => row.cells.sku ?? ''),
  );
  const supplierOf = (code: string | undefined): string | undefined =>
    supplierIds.get(code?.trim().toLowerCase() ?? '');
  const itemOf = (sku: string | undefined): string | undefined => itemIds.get(normaliseCode(sku ?? ''));
  const keys = rows.flatMap(({ cells }) => {
    const [supplierId, itemId] = [supplierOf(cells.supplier), itemOf(cells.sku)];
    return supplierId === undefined || itemId === undefined ? [] : [{ supplierId, itemId }];
  });
  const stored = await readSupplierItems(ctx.tx, keys);
  const { wanted, unchanged, rejected } = judgeRows(rows, {
    parser,
    columnOf,
    beforeOf: (cells: Cells<Column>) =>
      stored.get(`${supplierOf(cells.text('supplier'))}:${itemOf(cells.text('sku'))}`),
    candidateOf: (cells, before) =>
      candidateOf(cells, before, supplierOf(cells.text('supplier')), itemOf(cells.text('sku'))),
    isSame: (before, fields) => isDeepStrictEqual({ ...before, ...fields }, before),
  });
  const { saved, problems } = await storeSupplierItems(
    ctx,
    wanted.map(({ input }) => input),
  );
  for (const problem of problems) rejected.push(rejectionOf(wanted[problem.index]?.line ?? 0, problem, columnOf));
  const created = saved.filter(({ before }) => before === undefined).length;
  return { created, changed: saved.length - created, unchanged, rejected };
}

function candidateOf(
  cells: Cells<Column>,
  before: SupplierItem | undefined,
  supplierId: string | undefined,
  itemId: string | undefined,
): Record<string, unknown> {
  const supplier = cells.required('supplier');
  const sku = cells.required('sku');
  if (supplierId === undefined) cells.refuse('supplier', `there is no supplier with the code ${supplier}`);
  if (itemId === undefined) cells.refuse('sku', `there is no item with the SKU ${sku}`);
  if (before === undefined) for (const column of ['supplier_item_code', 'cost'] as const) cells.required(column);
  return given({
    supplierId,
    itemId,
    supplierItemCode: cells.word('supplier_item_code') ?? before?.supplierItemCode,
    costMicro: cells.decimal('cost', 6) ?? before?.costMicro,
    packMilli: cells.decimal('pack', 3),
    minimumMilli: cells.decimal('minimum', 3),
    leadTimeDays: cells.orNull('lead_time_days', () => cells.decimal('lead_time_days', 0)),
    leadTimeSdDays: cells.orNull('lead_time_sd_days', () => cells.real('lead_time_sd_days')),
    preferred: cells.truth('preferred'),
  });
}
