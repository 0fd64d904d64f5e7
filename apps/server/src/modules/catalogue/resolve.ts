import { newId } from '../../platform/clock.ts';
import type { Tx } from '../../platform/postgres.ts';
import { normaliseCode } from './items.ts';

/** How a sale names an item. */
export type ItemReference = {
  readonly itemId?: string | undefined;
  readonly code?: string | undefined;
  readonly description?: string | undefined;
};
export type ResolvedItem = {
  readonly itemId: string;
  readonly taxClass: string;
  readonly isNew: boolean;
  readonly label: string;
};

export type Resolver = (reference: ItemReference) => ResolvedItem;

const cacheMs = 2_000;
const mostCached = 200_000;

type Known = { itemId: string; taxClass: string };

/**
 * Finds the items of a batch in one statement, and makes an unidentified item for each that nobody knows: what was sold physically is
 * always accepted. What is found is remembered for two seconds a process: an item's id and code rarely move, and a moved code
 * shows within that time.
 */
export function createItemResolver(nowMs: () => number) {
  const caches = new Map<string, { until: number; byKey: Map<string, Known> }>();

  function cacheOf(orgId: string): Map<string, Known> {
    let cache = caches.get(orgId);
    if (cache === undefined || cache.until < nowMs() || cache.byKey.size > mostCached) {
      if (caches.size > 1_000) caches.clear();
      caches.set(orgId, (cache = { until: nowMs() + cacheMs, byKey: new Map() }));
    }
    return cache.byKey;
  }

  async function lookUp(tx: Tx, references: readonly ItemReference[]): Promise<Map<string, Known>> {
    const cache = cacheOf(tx.orgId);
    const ids = new Set<string>();
    const codes = new Set<string>();
    for (const { itemId, code } of references) {
      if (itemId !== undefined) {
        if (!cache.has(itemId)) ids.add(itemId);
      } else if (code !== undefined && !cache.has(`#${normaliseCode(code)}`)) codes.add(normaliseCode(code));
    }
    if (ids.size > 0 || codes.size > 0) {
      const rows = await tx.rows<{ key: string; item_id: string; tax_class: string }>(
        `select i.item_id::text as key, i.item_id, i.tax_class from catalogue.item i where i.org_id = $1 and i.item_id = any($2::uuid[])
         union all
         select '#' || c.code, i.item_id, i.tax_class from catalogue.item_code c
         join catalogue.item i on i.org_id = c.org_id and i.item_id = c.item_id where c.org_id = $1 and c.code = any($3::text[])`,
        [tx.orgId, [...ids], [...codes]],
        'resolve-items',
      );
      for (const row of rows) cache.set(row.key, { itemId: row.item_id, taxClass: row.tax_class });
    }
    return cache;
  }

  return {
    async findItems(tx: Tx, references: readonly ItemReference[]): Promise<Resolver> {
      const cache = await lookUp(tx, references);
      return (reference) => {
        const known = cache.get(keyOf(reference));
        return known === undefined ? { ...unidentified, label: '' } : { ...known, isNew: false, label: '' };
      };
    },
    async resolveItems(tx: Tx, references: readonly ItemReference[]): Promise<Resolver> {
      const cache = await lookUp(tx, references);
      const made = await makeUnidentified(
        tx,
        references.filter((reference) => !cache.has(keyOf(reference))),
      );
      return (reference) => {
        const key = keyOf(reference);
        const known = cache.get(key);
        if (known !== undefined) return { ...known, isNew: false, label: '' };
        const item = made.get(key);
        if (item === undefined) throw new Error(`the item ${key} was not resolved`);
        return item;
      };
    },
  };
}

/** What every unidentified item is, before it has an id. */
const unidentified = { itemId: '00000000-0000-0000-0000-000000000000', taxClass: 'standard', isNew: true };

function keyOf({ itemId, code }: ItemReference): string {
  return itemId ?? `#${normaliseCode(code ?? '')}`;
}

/** Not put into the cache: the transaction may still roll back. */
async function makeUnidentified(tx: Tx, references: readonly ItemReference[]): Promise<Map<string, ResolvedItem>> {
  const made = new Map<string, ResolvedItem>();
  if (references.length === 0) return made;
  const wanted = new Map<string, { item_id: string; sku: string; code: string; name: string }>();
  for (const { itemId, code, description } of references) {
    const label = code === undefined ? `item ${itemId ?? ''}` : code.trim();
    const key = keyOf({ itemId, code });
    if (!wanted.has(key)) {
      const sku = code === undefined ? `UNKNOWN-${itemId ?? ''}` : code.trim();
      wanted.set(key, {
        item_id: itemId ?? newId(),
        sku,
        // Written large here and not by the database, which leaves some letters as they are.
        code: normaliseCode(sku),
        name: description?.trim() || `Unidentified ${label}`,
      });
    }
  }
  const sorted = [...wanted.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  // Codes first: their key decides when two transactions meet the same unknown code at once; the loser takes the winner's item.
  await tx.run(
    `insert into catalogue.item_code (org_id, code, item_id, kind)
     select $1, u.code, u.item_id, 'sku' from json_to_recordset($2) as u (item_id uuid, code text) order by u.code on conflict do nothing`,
    [tx.orgId, JSON.stringify(sorted)],
  );
  const rows = await tx.rows<{ code: string; item_id: string }>(
    'select code, item_id from catalogue.item_code where org_id = $1 and code = any($2::text[])',
    [tx.orgId, sorted.map((one) => one.code)],
  );
  const idOf = new Map(rows.map((row) => [row.code, row.item_id]));
  await tx.run(
    `insert into catalogue.item (org_id, item_id, sku, name, status)
     select $1, u.item_id, u.sku, u.name, 'unidentified' from json_to_recordset($2) as u (item_id uuid, sku text, name text) order by u.item_id
     on conflict do nothing`,
    [tx.orgId, JSON.stringify(sorted.filter((one) => idOf.get(one.code) === one.item_id))],
  );
  for (const [key, one] of wanted) {
    made.set(key, {
      itemId: idOf.get(one.code) ?? one.item_id,
      taxClass: 'standard',
      isNew: true,
      label: one.name,
    });
  }
  return made;
}
