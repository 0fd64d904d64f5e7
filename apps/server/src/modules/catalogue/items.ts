import { isGtin } from '@barrow/kernel';
import type { Item, ItemInput } from '@barrow/contracts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

export const itemColumns = `i.item_id, i.sku, i.name, i.status, i.unit, i.category, i.variant_of, i.variant, i.tax_class, i.pack_milli, i.shelf_life_days,
  i.changed_at,
  coalesce((select json_agg(c.code order by c.code) from catalogue.item_code c where c.org_id = i.org_id and c.item_id = i.item_id and c.kind = 'gtin'), '[]') as gtins,
  coalesce((select json_agg(c.code order by c.code) from catalogue.item_code c where c.org_id = i.org_id and c.item_id = i.item_id and c.kind = 'other'), '[]') as other_codes`;

export type ItemRow = {
  item_id: string;
  sku: string;
  name: string;
  status: Item['status'];
  unit: Item['unit'];
  category: string;
  variant_of: string | null;
  variant: Record<string, string>;
  tax_class: string;
  pack_milli: number;
  shelf_life_days: number | null;
  changed_at: string;
  gtins: string[];
  other_codes: string[];
};

export function itemOf(row: ItemRow): Item {
  return {
    itemId: row.item_id,
    sku: row.sku,
    name: row.name,
    status: row.status,
    unit: row.unit,
    category: row.category,
    variantOf: row.variant_of,
    variant: row.variant,
    taxClass: row.tax_class,
    packMilli: row.pack_milli,
    shelfLifeDays: row.shelf_life_days,
    changedAt: row.changed_at,
    gtins: row.gtins,
    otherCodes: row.other_codes,
  };
}

/** The items of these ids, in one statement; unknown ids are left out. */
export async function readItems(tx: Tx, ids: readonly string[]): Promise<Map<string, Item>> {
  const rows = await tx.rows<ItemRow>(
    `select ${itemColumns} from catalogue.item i where i.org_id = $1 and i.item_id = any($2::uuid[])`,
    [tx.orgId, ids],
  );
  return new Map(rows.map((row) => [row.item_id, itemOf(row)]));
}

export async function readItem(tx: Tx, itemId: string): Promise<Item> {
  const item = (await readItems(tx, [itemId])).get(itemId);
  if (item === undefined) throw fault('not-found', 'ITEM_UNKNOWN', `There is no item ${itemId}.`);
  return item;
}

/** Throws ITEM_UNKNOWN that names each entry of the input's `list` whose item does not exist. */
export async function requireItems(tx: Tx, itemIds: readonly string[], list = 'lines'): Promise<void> {
  const rows = await tx.rows<{ item_id: string }>(
    'select item_id from catalogue.item where org_id = $1 and item_id = any($2::uuid[])',
    [tx.orgId, [...new Set(itemIds)]],
  );
  const known = new Set(rows.map((row) => row.item_id));
  const unknown = itemIds.flatMap((itemId, index) =>
    known.has(itemId.toLowerCase())
      ? []
      : [{ pointer: `/${list}/${index}/itemId`, detail: `there is no item ${itemId}` }],
  );
  if (unknown.length > 0)
    throw fault(
      'unprocessable',
      'ITEM_UNKNOWN',
      `${unknown.length} of the ${list} name an item that does not exist.`,
      unknown.slice(0, 20),
    );
}

/** The ids of items by SKU, as `normaliseCode` gives it; unknown ones are left out. */
export async function itemIdsBySku(tx: Tx, skus: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ code: string; item_id: string }>(
    `select code, item_id from catalogue.item_code where org_id = $1 and kind = 'sku' and code = any($2::text[])`,
    [tx.orgId, [...new Set(skus.map(normaliseCode))]],
  );
  return new Map(rows.map((row) => [row.code, row.item_id]));
}

/** Codes are compared without regard to case and outer spaces. */
export function normaliseCode(code: string): string {
  return code.trim().toUpperCase();
}

export type ItemProblem = {
  readonly index: number;
  readonly code: 'GTIN_INVALID' | 'ITEM_CODE_TAKEN' | 'ITEM_INVALID';
  readonly pointer: string;
  readonly detail: string;
};

type Prepared = { readonly index: number; readonly item: Item };

/**
 * Stores items, new or changed, set-based: each good one is stored, each bad one is reported and leaves nothing. An item is known by
 * its id, else by its SKU. What an input leaves out stays as it was.
 */
export async function saveItems(
  tx: Tx,
  inputs: readonly ItemInput[],
): Promise<{ saved: { index: number; before: Item | undefined; after: Item }[]; problems: ItemProblem[] }> {
  const problems: ItemProblem[] = [];
  const bySku = new Map(
    (
      await tx.rows<{ sku: string; item_id: string }>(
        'select lower(sku) as sku, item_id from catalogue.item where org_id = $1 and lower(sku) = any($2::text[])',
        [tx.orgId, inputs.map((input) => input.sku.trim().toLowerCase())],
      )
    ).map((row) => [row.sku, row.item_id]),
  );
  const ids = inputs.map((input) => input.id ?? bySku.get(input.sku.trim().toLowerCase()) ?? newId());
  const earlier = await readItems(tx, ids);
  const candidates: Prepared[] = [];
  inputs.forEach((input, index) => {
    const itemId = ids[index]!;
    const before = earlier.get(itemId);
    const { id: _id, ...given } = input;
    const item: Item = {
      status: 'active',
      unit: 'each',
      category: '',
      variantOf: null,
      variant: {},
      taxClass: 'standard',
      packMilli: 1000,
      shelfLifeDays: null,
      gtins: [],
      otherCodes: [],
      ...before,
      ...(before?.status === 'unidentified' ? { status: 'active' as const } : {}),
      ...given,
      sku: input.sku.trim(),
      itemId,
      changedAt: '',
    };
    const badGtin = item.gtins.findIndex((gtin) => !isGtin(gtin));
    if (badGtin >= 0) {
      problems.push({
        index,
        code: 'GTIN_INVALID',
        pointer: `/gtins/${badGtin}`,
        detail: `${item.gtins[badGtin]} is no GTIN: its check digit or length is wrong`,
      });
    } else if (item.variantOf === itemId) {
      problems.push({ index, code: 'ITEM_INVALID', pointer: '/variantOf', detail: 'an item is no variant of itself' });
    } else if (before !== undefined && before.unit !== item.unit && before.status !== 'unidentified') {
      problems.push({
        index,
        code: 'ITEM_INVALID',
        pointer: '/unit',
        detail: 'the unit of an item cannot change: its stock is counted in it',
      });
    } else candidates.push({ index, item });
  });
  const good = await withoutTakenCodes(tx, candidates, problems);
  await writeItems(
    tx,
    good.map(({ item }) => item),
  );
  const after = await readItems(
    tx,
    good.map(({ item }) => item.itemId),
  );
  return {
    saved: good.map(({ index, item }) => ({
      index,
      before: earlier.get(item.itemId),
      after: after.get(item.itemId) ?? item,
    })),
    problems: problems.toSorted((a, b) => a.index - b.index),
  };
}

/** Every code of an item once, as it is stored: what is the SKU counts as that, then what is a GTIN. */
export function codesOf(item: Item): { code: string; kind: 'sku' | 'gtin' | 'other' }[] {
  const codes = new Map<string, 'sku' | 'gtin' | 'other'>();
  for (const other of item.otherCodes) codes.set(normaliseCode(other), 'other');
  for (const gtin of item.gtins) codes.set(gtin, 'gtin');
  codes.set(normaliseCode(item.sku), 'sku');
  return [...codes].map(([code, kind]) => ({ code, kind }));
}

/** Drops items of which a code belongs to another item, stored or earlier in the same call. */
async function withoutTakenCodes(
  tx: Tx,
  candidates: readonly Prepared[],
  problems: ItemProblem[],
): Promise<Prepared[]> {
  const all = candidates.flatMap(({ item }) => codesOf(item).map(({ code }) => code));
  const owners = new Map(
    (
      await tx.rows<{ code: string; item_id: string }>(
        'select code, item_id from catalogue.item_code where org_id = $1 and code = any($2::text[])',
        [tx.orgId, all],
      )
    ).map((row) => [row.code, row.item_id]),
  );
  const seen = new Set<string>();
  return candidates.filter(({ index, item }) => {
    const taken = codesOf(item).find(({ code }) => (owners.get(code) ?? item.itemId) !== item.itemId);
    if (taken !== undefined || seen.has(item.itemId)) {
      const detail =
        taken === undefined ? 'the same item comes twice in this call' : `${taken.code} belongs to another item`;
      problems.push({ index, code: 'ITEM_CODE_TAKEN', pointer: taken?.kind === 'gtin' ? '/gtins' : '/sku', detail });
      return false;
    }
    seen.add(item.itemId);
    for (const { code } of codesOf(item)) owners.set(code, item.itemId);
    return true;
  });
}

async function writeItems(tx: Tx, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return;
  await tx.run(
    `insert into catalogue.item (org_id, item_id, sku, name, status, unit, category, variant_of, variant, tax_class, pack_milli, shelf_life_days)
     select $1, i.item_id, i.sku, i.name, i.status, i.unit, i.category, i.variant_of, i.variant, i.tax_class, i.pack_milli, i.shelf_life_days
     from json_to_recordset($2) as i (item_id uuid, sku text, name text, status text, unit text, category text, variant_of uuid, variant jsonb,
       tax_class text, pack_milli bigint, shelf_life_days integer)
     order by i.item_id
     on conflict (org_id, item_id) do update set sku = excluded.sku, name = excluded.name, status = excluded.status, unit = excluded.unit,
       category = excluded.category, variant_of = excluded.variant_of, variant = excluded.variant, tax_class = excluded.tax_class,
       pack_milli = excluded.pack_milli, shelf_life_days = excluded.shelf_life_days, changed_at = now()`,
    [
      tx.orgId,
      JSON.stringify(
        items.map((item) => ({
          item_id: item.itemId,
          sku: item.sku,
          name: item.name,
          status: item.status,
          unit: item.unit,
          category: item.category,
          variant_of: item.variantOf,
          variant: item.variant,
          tax_class: item.taxClass,
          pack_milli: item.packMilli,
          shelf_life_days: item.shelfLifeDays,
        })),
      ),
    ],
  );
  const codes = items.flatMap((item) => codesOf(item).map((code) => ({ ...code, item_id: item.itemId })));
  await tx.run(
    'delete from catalogue.item_code where org_id = $1 and item_id = any($2::uuid[]) and not (code = any($3::text[]))',
    [tx.orgId, items.map((item) => item.itemId), codes.map(({ code }) => code)],
  );
  await tx.run(
    `insert into catalogue.item_code (org_id, code, item_id, kind)
     select $1, c.code, c.item_id, c.kind from json_to_recordset($2) as c (code text, item_id uuid, kind text) order by c.code
     on conflict (org_id, code) do update set item_id = excluded.item_id, kind = excluded.kind`,
    [tx.orgId, JSON.stringify(codes)],
  );
}
