import { formatDecimal } from '@barrow/kernel';
import { AssortmentEntry } from '@barrow/contracts';
import type { ActionContext, Grant, OpenContext } from '../../platform/action.ts';
import { csvFile } from '../../platform/csv.ts';
import { cellsOf } from '../../platform/csv-cells.ts';
import { importInParts, type ImportedPart, type ImportReport } from '../../platform/csv-import.ts';
import { given, rejectionOf } from '../../platform/csv-rows.ts';
import { readCsvTable, type CsvRejection, type CsvRow } from '../../platform/csv-table.ts';
import type { Tx } from '../../platform/postgres.ts';
import { compileSchema } from '../../platform/schema.ts';
import { readEntries, removeFromAssortment, writeAssortment, type AssortmentRow, type Carried } from './assortment.ts';
import { readPlaces, type Places } from './csv-places.ts';
import { itemIdsBySku, normaliseCode } from './items.ts';

/** Which column each field of an entry comes from. */
const columnOf = { locationId: 'location', itemId: 'sku', minimumMilli: 'minimum', capacityMilli: 'capacity' } as const;
const exported = ['location', 'sku', 'minimum', 'capacity'] as const;
/** A line with `carried` false takes the item out. */
const columns = [...exported, 'carried'] as const;
type Column = (typeof columns)[number];
const parser = compileSchema(AssortmentEntry);

/** What the locations that the caller may see carry, as a table that people can edit. */
export async function assortmentCsv(tx: Tx, grant: Grant): Promise<string> {
  const places = await readPlaces(tx, grant);
  const rows = await tx.rows<{
    location_id: string;
    sku: string;
    minimum_milli: number;
    capacity_milli: number | null;
  }>(
    `select a.location_id, i.sku, a.minimum_milli, a.capacity_milli from catalogue.assortment a
     join catalogue.item i on i.org_id = a.org_id and i.item_id = a.item_id
     where a.org_id = $1 and ($2::uuid[] is null or a.location_id = any($2::uuid[])) order by a.location_id, lower(i.sku)`,
    [tx.orgId, grant.locationIds],
  );
  const cells = rows.flatMap((row) => {
    const place = places.codeOf(row.location_id);
    const capacity = row.capacity_milli === null ? '' : formatDecimal(row.capacity_milli, 3);
    return place === undefined ? [] : [[place, row.sku, formatDecimal(row.minimum_milli, 3), capacity]];
  });
  return csvFile(exported, cells);
}

/** Adds items to what locations carry, changes what stands there, takes items out. */
export async function importAssortment(ctx: OpenContext, csv: string): Promise<ImportReport> {
  const { rows, rejected } = readCsvTable<Column>(csv, { all: columns, required: ['location', 'sku'] });
  const lines = new Map<string, number>();
  return importInParts(ctx, [rows], rejected, (part, some) => storePart(part, some, lines));
}

type Wish = Carried & {
  readonly line: number;
  readonly minimumMilli: number | undefined;
  readonly capacityMilli: number | null | undefined;
  readonly isCarried: boolean;
};

const keyOf = ({ locationId, itemId }: Carried): string => `${locationId}:${itemId}`;

/** `lines` says on which line of the whole file each entry came first. */
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
  const read = rows.map((row) => readRow(row, ids, places));
  const rejected: CsvRejection[] = read.flatMap((one) => ('problem' in one ? [one] : []));
  const wishes = read.flatMap((one) => ('problem' in one ? [] : [one]));
  const stored = await readEntries(ctx.tx, wishes);
  const written: AssortmentRow[] = [];
  const removed: Carried[] = [];
  let unchanged = 0;
  for (const wish of wishes) {
    const first = lines.get(keyOf(wish)) ?? wish.line;
    lines.set(keyOf(wish), first);
    const before = stored.get(keyOf(wish));
    const after = afterOf(wish, before);
    if (first !== wish.line)
      rejected.push({ line: wish.line, column: 'sku', problem: `came before for this location, on line ${first}` });
    else if (!wish.isCarried && before !== undefined) removed.push(before);
    else if (!wish.isCarried || (before !== undefined && isSameEntry(before, after))) unchanged += 1;
    else written.push(after);
  }
  await writeAssortment(ctx.tx, written);
  await removeFromAssortment(ctx.tx, removed);
  tell(ctx, written, removed);
  const created = written.filter((entry) => !stored.has(keyOf(entry))).length;
  return { created, changed: written.length - created + removed.length, unchanged, rejected };
}

function afterOf({ locationId, itemId, ...wish }: Wish, before: AssortmentRow | undefined): AssortmentRow {
  return {
    locationId,
    itemId,
    minimumMilli: wish.minimumMilli ?? before?.minimumMilli ?? 0,
    capacityMilli: wish.capacityMilli === undefined ? (before?.capacityMilli ?? null) : wish.capacityMilli,
  };
}

function isSameEntry(before: AssortmentRow, after: AssortmentRow): boolean {
  return before.minimumMilli === after.minimumMilli && before.capacityMilli === after.capacityMilli;
}

/** Tells each location that changed: audit and event. */
function tell(ctx: ActionContext, written: readonly AssortmentRow[], removed: readonly Carried[]): void {
  const locationIds = new Set([...written, ...removed].map(({ locationId }) => locationId));
  for (const locationId of locationIds) {
    const added = written.filter((entry) => entry.locationId === locationId);
    const out = removed.filter((entry) => entry.locationId === locationId).map(({ itemId }) => itemId);
    const data = {
      locationId,
      added: added.map(({ itemId, minimumMilli, capacityMilli }) => ({ itemId, minimumMilli, capacityMilli })),
      removed: out,
    };
    ctx.audit({ subjectId: locationId, locationId, after: data });
    ctx.emit({
      type: 'catalogue.assortment.changed',
      subjectId: locationId,
      locationId,
      occurredAt: new Date(ctx.nowMs()).toISOString(),
      data,
    });
  }
}

function readRow(row: CsvRow<Column>, ids: ReadonlyMap<string, string>, places: Places): Wish | CsvRejection {
  const cells = cellsOf(row);
  cells.required('location');
  const location = places.find(cells, 'location');
  const sku = cells.required('sku');
  const itemId = ids.get(normaliseCode(sku));
  if (itemId === undefined) cells.refuse('sku', `there is no item with the SKU ${sku}`);
  const isCarried = cells.truth('carried') ?? true;
  const capacityMilli = cells.orNull('capacity', () => cells.decimal('capacity', 3));
  const check = parser.check(given({ itemId, minimumMilli: cells.decimal('minimum', 3), capacityMilli }));
  const rejection = cells.rejection();
  if (rejection !== undefined) return rejection;
  if (!check.ok) return rejectionOf(row.line, check.problems[0] ?? { pointer: '', detail: 'is wrong' }, columnOf);
  const { minimumMilli } = check.value;
  return {
    line: row.line,
    locationId: location?.locationId ?? '',
    itemId: check.value.itemId,
    minimumMilli,
    capacityMilli: check.value.capacityMilli,
    isCarried,
  };
}
