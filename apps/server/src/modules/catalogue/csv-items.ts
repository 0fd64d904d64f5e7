import { formatDecimal } from '@barrow/kernel';
import { ItemInput, type Item } from '@barrow/contracts';
import type { ActionContext, OpenContext } from '../../platform/action.ts';
import { csvFile } from '../../platform/csv.ts';
import type { Cells } from '../../platform/csv-cells.ts';
import { importInParts, type ImportedPart, type ImportReport } from '../../platform/csv-import.ts';
import { judgeRows } from '../../platform/csv-judge.ts';
import { joinList, joinPairs, splitList, splitPairs } from '../../platform/csv-lists.ts';
import { given, rejectionOf, withoutRepeats } from '../../platform/csv-rows.ts';
import { readCsvTable, type CsvRow } from '../../platform/csv-table.ts';
import type { Tx } from '../../platform/postgres.ts';
import { compileSchema } from '../../platform/schema.ts';
import { parentsFirst } from './csv-parents.ts';
import { isSameItem } from './same-item.ts';
import { itemColumns, itemIdsBySku, itemOf, normaliseCode, readItems, type ItemRow } from './items.ts';
import { storeItems } from './store-items.ts';

/** Which column each field of an item comes from. */
const columnOf = {
  sku: 'sku',
  name: 'name',
  status: 'status',
  unit: 'unit',
  category: 'category',
  variantOf: 'variant_of',
  variant: 'variant',
  taxClass: 'tax_class',
  packMilli: 'pack',
  shelfLifeDays: 'shelf_life_days',
  gtins: 'gtins',
  otherCodes: 'other_codes',
} as const;

type Column = (typeof columnOf)[keyof typeof columnOf];

const columns: readonly Column[] = Object.values(columnOf);
const parser = compileSchema(ItemInput);

/** All items as a table that people can edit, by SKU. */
export async function itemsCsv(tx: Tx): Promise<string> {
  const rows = await tx.rows<ItemRow & { parent: string | null }>(
    `select ${itemColumns}, coalesce(p.sku, i.variant_of::text) as parent from catalogue.item i
     left join catalogue.item p on p.org_id = i.org_id and p.item_id = i.variant_of
     where i.org_id = $1 order by lower(i.sku)`,
    [tx.orgId],
  );
  return csvFile(
    columns,
    rows.map((row) => {
      const item = itemOf(row);
      return [
        item.sku,
        item.name,
        item.status,
        item.unit,
        item.category,
        row.parent ?? '',
        joinPairs(item.variant),
        item.taxClass,
        formatDecimal(item.packMilli, 3),
        item.shelfLifeDays === null ? '' : String(item.shelfLifeDays),
        joinList(item.gtins),
        joinList(item.otherCodes),
      ];
    }),
  );
}

/** Stores a table of items, known by SKU; new SKUs are new items. Variants may come before the item they are variants of. */
export async function importItems(ctx: OpenContext, csv: string): Promise<ImportReport> {
  const table = readCsvTable<Column>(csv, { all: columns, required: ['sku'] });
  const { rows, repeats } = withoutRepeats<Column>(table.rows, 'sku', (row) => normaliseCode(row.cells.sku ?? ''));
  const groups = parentsFirst(
    rows,
    (row) => normaliseCode(row.cells.sku ?? ''),
    (row) => normaliseCode(row.cells.variant_of ?? ''),
  );
  return importInParts(ctx, groups, [...table.rejected, ...repeats], storePart);
}

async function storePart(ctx: ActionContext, rows: readonly CsvRow<Column>[]): Promise<ImportedPart> {
  const ids = await itemIdsBySku(
    ctx.tx,
    rows.flatMap((row) => [row.cells.sku ?? '', row.cells.variant_of ?? '']),
  );
  const items = await readItems(ctx.tx, [...new Set(ids.values())]);
  const idOf = (sku: string): string | undefined => ids.get(normaliseCode(sku));
  const { wanted, unchanged, rejected } = judgeRows(rows, {
    parser,
    columnOf,
    beforeOf: (cells: Cells<Column>) => items.get(idOf(cells.text('sku') ?? '') ?? ''),
    candidateOf: (cells, before) => candidateOf(cells, before, idOf),
    isSame: isSameItem,
  });
  const { saved, problems } = await storeItems(
    ctx,
    wanted.map(({ input }) => input),
  );
  for (const problem of problems) rejected.push(rejectionOf(wanted[problem.index]?.line ?? 0, problem, columnOf));
  const created = saved.filter(({ before }) => before === undefined).length;
  return { created, changed: saved.length - created, unchanged, rejected };
}

/** The cells as an input of `saveItems`, still to be checked. An item that nobody identified stays so unless something is said of it. */
function candidateOf(
  cells: Cells<Column>,
  before: Item | undefined,
  idOf: (sku: string) => string | undefined,
): Record<string, unknown> {
  const variant = readVariant(cells);
  const status = cells.word('status');
  cells.required('sku');
  if (before === undefined) cells.required('name');
  return {
    ...(before === undefined ? {} : { id: before.itemId, name: before.name }),
    ...given({
      sku: cells.word('sku'),
      name: cells.text('name') || undefined,
      status: status === 'unidentified' ? undefined : status,
      unit: cells.word('unit'),
      category: cells.text('category'),
      variantOf: cells.orNull('variant_of', () => readParent(cells, before, idOf)),
      variant,
      taxClass: cells.word('tax_class'),
      packMilli: cells.decimal('pack', 3),
      shelfLifeDays: cells.orNull('shelf_life_days', () => cells.decimal('shelf_life_days', 0)),
      gtins: readList(cells, 'gtins'),
      otherCodes: readList(cells, 'other_codes'),
    }),
  };
}

function readVariant(cells: Cells<Column>): Record<string, string> | undefined {
  const text = cells.text('variant');
  if (text === undefined) return undefined;
  const read = splitPairs(text);
  if ('pairs' in read) return read.pairs;
  cells.refuse('variant', `${read.wrong} is not as in size=L; scent=Rose, each name once`);
  return undefined;
}

function readParent(
  cells: Cells<Column>,
  before: Item | undefined,
  idOf: (sku: string) => string | undefined,
): string | undefined {
  const sku = cells.word('variant_of');
  if (sku === undefined) return undefined;
  const known = idOf(sku);
  if (known !== undefined) return known;
  if (before?.variantOf === sku) return sku;
  cells.refuse('variant_of', `there is no item with the SKU ${sku}`);
  return undefined;
}

function readList(cells: Cells<Column>, column: Column): string[] | undefined {
  const text = cells.text(column);
  return text === undefined ? undefined : splitList(text);
}
