import { formatDecimal } from '@barrow/kernel';
import { PriceInput, type Price } from '@barrow/contracts';
import type { ActionContext, Grant, OpenContext } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { csvFile } from '../../platform/csv.ts';
import { cellsOf, type Cells } from '../../platform/csv-cells.ts';
import { importInParts, type ImportedPart, type ImportReport } from '../../platform/csv-import.ts';
import { given, rejectionOf } from '../../platform/csv-rows.ts';
import { readCsvTable, type CsvRejection, type CsvRow } from '../../platform/csv-table.ts';
import type { Tx } from '../../platform/postgres.ts';
import { compileSchema } from '../../platform/schema.ts';
import { readPlaces, type Places } from './csv-places.ts';
import { itemIdsBySku, normaliseCode } from './items.ts';
import { priceColumns, priceOf, savePrices, type PriceRow } from './prices.ts';

/** Which column each field of a price comes from. */
const columnOf = {
  itemId: 'sku',
  locationId: 'location',
  currency: 'currency',
  unitPriceMicro: 'price',
  firstDay: 'first_day',
  lastDay: 'last_day',
} as const;
type Column = (typeof columnOf)[keyof typeof columnOf];

const columns: readonly Column[] = Object.values(columnOf);
const parser = compileSchema(PriceInput);
/** The first day of a price that has none. */
const always = '0001-01-01';

/** The prices that the caller may see as a table that people can edit. No location means everywhere, no day means always. */
export async function pricesCsv(tx: Tx, grant: Grant): Promise<string> {
  const places = await readPlaces(tx, grant);
  const rows = await tx.rows<PriceRow & { sku: string }>(
    `select i.sku, p.price_id, p.item_id, p.location_id, p.currency, p.unit_price_micro, p.first_day, p.last_day from catalogue.price p
     join catalogue.item i on i.org_id = p.org_id and i.item_id = p.item_id
     where p.org_id = $1 and ($2::uuid[] is null or p.location_id is null or p.location_id = any($2::uuid[]))
     order by lower(i.sku), p.location_id nulls first, p.currency, p.first_day, p.created_at, p.price_id`,
    [tx.orgId, grant.locationIds],
  );
  const cells = rows.flatMap((row) => {
    const place = row.location_id === null ? '' : places.codeOf(row.location_id);
    // a price of a location that does not exist holds nowhere
    if (place === undefined) return [];
    const price = formatDecimal(row.unit_price_micro, 6, 2);
    return [[row.sku, place, row.currency, price, row.first_day === always ? '' : row.first_day, row.last_day ?? '']];
  });
  return csvFile(columns, cells);
}

/** Stores a table of prices. A price is known by its item, location, currency and first day. */
export async function importPrices(ctx: OpenContext, csv: string): Promise<ImportReport> {
  const { rows, rejected } = readCsvTable<Column>(csv, { all: columns, required: ['sku', 'price'] });
  const lines = new Map<string, number>();
  return importInParts(ctx, [rows], rejected, (part, some) => storePart(part, some, lines));
}

function keyOf({ itemId, locationId, currency, firstDay }: PriceInput): string {
  return `${itemId} ${locationId ?? ''} ${currency} ${firstDay ?? always}`;
}

/** `lines` says on which line of the whole file each price came first. */
async function storePart(
  ctx: ActionContext,
  rows: readonly CsvRow<Column>[],
  lines: Map<string, number>,
): Promise<ImportedPart> {
  const places = await readPlaces(ctx.tx, ctx.grant);
  const ids = await itemIdsBySku(
    ctx.tx,
    rows.map((row) => row.cells.sku ?? ''),
  );
  const stored = await readPrices(ctx.tx, [...new Set(ids.values())]);
  const rejected: CsvRejection[] = [];
  const wanted: { before: Price | undefined; input: PriceInput }[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const read = readRow(row, ids, places, ctx.grant);
    if ('problem' in read) {
      rejected.push(read);
      continue;
    }
    const known = stored.get(keyOf(read)) ?? [];
    const first = lines.get(keyOf(read)) ?? row.line;
    lines.set(keyOf(read), first);
    if (known.some((price) => isSamePrice(price, read))) unchanged += 1;
    else if (first !== row.line)
      rejected.push({ line: row.line, column: 'price', problem: `this price came before, on line ${first}` });
    else wanted.push({ before: known.at(-1), input: { ...read, id: known.at(-1)?.priceId ?? newId() } });
  }
  await store(ctx, wanted);
  const created = wanted.filter(({ before }) => before === undefined).length;
  return { created, changed: wanted.length - created, unchanged, rejected };
}

/** The prices of items, by what they are known by, the latest last. */
async function readPrices(tx: Tx, itemIds: readonly string[]): Promise<Map<string, Price[]>> {
  const rows = await tx.rows<PriceRow>(
    `select ${priceColumns} from catalogue.price where org_id = $1 and item_id = any($2::uuid[]) order by created_at, price_id`,
    [tx.orgId, itemIds],
  );
  return Map.groupBy(rows.map(priceOf), keyOf);
}

function isSamePrice(price: Price, input: PriceInput): boolean {
  return (
    price.unitPriceMicro === input.unitPriceMicro && (input.lastDay === undefined || price.lastDay === input.lastDay)
  );
}

async function store(
  ctx: ActionContext,
  wanted: readonly { before: Price | undefined; input: PriceInput }[],
): Promise<void> {
  if (wanted.length === 0) return;
  const prices = await savePrices(
    ctx.tx,
    wanted.map(({ before, input }) => ({ lastDay: before?.lastDay ?? null, ...input })),
  );
  ctx.audit({ subjectId: null, before: { prices: wanted.flatMap(({ before }) => before ?? []) }, after: { prices } });
  ctx.emit({
    type: 'catalogue.price.changed',
    subjectId: null,
    locationId: null,
    occurredAt: new Date(ctx.nowMs()).toISOString(),
    data: { prices },
  });
}

function readRow(
  row: CsvRow<Column>,
  ids: ReadonlyMap<string, string>,
  places: Places,
  grant: Grant,
): PriceInput | CsvRejection {
  const cells = cellsOf(row);
  const sku = cells.required('sku');
  const itemId = ids.get(normaliseCode(sku));
  if (itemId === undefined) cells.refuse('sku', `there is no item with the SKU ${sku}`);
  const location = places.find(cells, 'location');
  if (location === undefined && grant.locationIds !== null)
    cells.refuse('location', 'is required: a price for every location is outside your scope');
  const currency = cells.word('currency') ?? location?.currency ?? cells.required('currency');
  cells.required('price');
  const input = given({
    itemId,
    locationId: location?.locationId ?? null,
    currency,
    unitPriceMicro: cells.decimal('price', 6),
    firstDay: cells.word('first_day') ?? always,
    lastDay: cells.orNull('last_day', () => cells.word('last_day')),
  });
  return checked(cells, input);
}

function checked(cells: Cells<Column>, input: Record<string, unknown>): PriceInput | CsvRejection {
  const check = parser.check(input);
  const rejection = cells.rejection();
  if (rejection !== undefined) return rejection;
  if (!check.ok) return rejectionOf(cells.line, check.problems[0] ?? { pointer: '', detail: 'is wrong' }, columnOf);
  const { firstDay, lastDay } = check.value;
  if (firstDay !== undefined && typeof lastDay === 'string' && lastDay < firstDay)
    return { line: cells.line, column: 'last_day', problem: 'is before first_day' };
  return check.value;
}
