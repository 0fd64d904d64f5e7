import type { SupplierItem, SupplierItemInput } from '@barrow/contracts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { readItems } from '../catalogue/index.ts';
import type { SaveProblem, SaveResult } from './save-problem.ts';
import { readSuppliers } from './suppliers.ts';

export const supplierItemColumns = `i.supplier_id, i.item_id, i.supplier_item_code, i.cost_micro, i.pack_milli, i.minimum_milli, i.lead_time_days,
  i.lead_time_sd_days, i.preferred, i.changed_at`;

export type SupplierItemRow = {
  supplier_id: string;
  item_id: string;
  supplier_item_code: string;
  cost_micro: number;
  pack_milli: number;
  minimum_milli: number;
  lead_time_days: number | null;
  lead_time_sd_days: number | null;
  preferred: boolean;
  changed_at: string;
};

export function supplierItemOf(row: SupplierItemRow): SupplierItem {
  return {
    supplierId: row.supplier_id,
    itemId: row.item_id,
    supplierItemCode: row.supplier_item_code,
    costMicro: row.cost_micro,
    packMilli: row.pack_milli,
    minimumMilli: row.minimum_milli,
    leadTimeDays: row.lead_time_days,
    leadTimeSdDays: row.lead_time_sd_days,
    preferred: row.preferred,
    changedAt: row.changed_at,
  };
}

const keyOf = (entry: { supplierId: string; itemId: string }): string => `${entry.supplierId}:${entry.itemId}`;

/** Entries of suppliers and items, by `supplier:item`; those that are not stored are left out. */
export async function readSupplierItems(
  tx: Tx,
  keys: readonly { supplierId: string; itemId: string }[],
): Promise<Map<string, SupplierItem>> {
  const rows = await tx.rows<SupplierItemRow>(
    `select ${supplierItemColumns} from unnest($2::uuid[], $3::uuid[]) as k (supplier_id, item_id)
     join supply.supplier_item i on i.supplier_id = k.supplier_id and i.item_id = k.item_id where i.org_id = $1`,
    [tx.orgId, plainArray(keys.map((key) => key.supplierId)), plainArray(keys.map((key) => key.itemId))],
  );
  return new Map(rows.map((row) => [`${row.supplier_id}:${row.item_id}`, supplierItemOf(row)]));
}

/**
 * Stores what suppliers sell, new or changed, set-based; a bad entry is reported and leaves nothing. What an input leaves out stays as
 * it was; a new entry takes the item's own pack. An entry that becomes the preferred source of an item takes that from the one before.
 */
export async function saveSupplierItems(
  tx: Tx,
  inputs: readonly SupplierItemInput[],
): Promise<SaveResult<SupplierItem>> {
  const given = inputs.map((input) => ({
    ...input,
    supplierId: input.supplierId.toLowerCase(),
    itemId: input.itemId.toLowerCase(),
  }));
  const suppliers = await readSuppliers(tx, [...new Set(given.map((input) => input.supplierId))]);
  const items = await readItems(tx, [...new Set(given.map((input) => input.itemId))]);
  const earlier = await readSupplierItems(tx, given);
  const problems: SaveProblem[] = [];
  const seen = new Set<string>();
  const claimed = new Set(given.filter((input) => input.preferred === true).map((input) => input.itemId));
  const preferredOf = new Set<string>();
  const good: { index: number; entry: SupplierItem }[] = [];
  given.forEach((input, index) => {
    const item = items.get(input.itemId);
    const refuse = (code: SaveProblem['code'], pointer: string, detail: string) =>
      problems.push({ index, category: 'unprocessable', code, pointer, detail });
    if (!suppliers.has(input.supplierId)) {
      refuse('SUPPLIER_UNKNOWN', '/supplierId', `there is no supplier ${input.supplierId}`);
    } else if (item === undefined) {
      refuse('ITEM_UNKNOWN', '/itemId', `there is no item ${input.itemId}`);
    } else if (seen.has(keyOf(input))) {
      refuse('SUPPLIER_INVALID', '/itemId', 'comes twice for this supplier in this call');
    } else {
      const entry: SupplierItem = {
        packMilli: item.packMilli,
        minimumMilli: 0,
        leadTimeDays: null,
        leadTimeSdDays: null,
        changedAt: '',
        ...earlier.get(keyOf(input)),
        ...input,
        preferred:
          input.preferred ?? (claimed.has(input.itemId) ? false : (earlier.get(keyOf(input))?.preferred ?? false)),
      };
      if (entry.preferred && preferredOf.has(entry.itemId)) {
        refuse('SUPPLIER_INVALID', '/preferred', 'another entry of this call is the preferred source of the item');
        return;
      }
      seen.add(keyOf(entry));
      if (entry.preferred) preferredOf.add(entry.itemId);
      good.push({ index, entry });
    }
  });
  await writeEntries(
    tx,
    good.map(({ entry }) => entry),
  );
  const after = await readSupplierItems(
    tx,
    good.map(({ entry }) => entry),
  );
  return {
    saved: good.map(({ index, entry }) => ({
      index,
      before: earlier.get(keyOf(entry)),
      after: after.get(keyOf(entry)) ?? entry,
    })),
    problems,
  };
}

async function writeEntries(tx: Tx, entries: readonly SupplierItem[]): Promise<void> {
  if (entries.length === 0) return;
  const preferred = entries.filter((entry) => entry.preferred);
  if (preferred.length > 0) {
    await tx.run(
      `update supply.supplier_item i set preferred = false, changed_at = now()
       from unnest($2::uuid[], $3::uuid[]) as k (supplier_id, item_id)
       where i.org_id = $1 and i.item_id = k.item_id and i.supplier_id <> k.supplier_id and i.preferred`,
      [tx.orgId, plainArray(preferred.map((e) => e.supplierId)), plainArray(preferred.map((e) => e.itemId))],
    );
  }
  await tx.run(
    `insert into supply.supplier_item (org_id, supplier_id, item_id, supplier_item_code, cost_micro, pack_milli, minimum_milli,
       lead_time_days, lead_time_sd_days, preferred)
     select $1, e.supplier_id, e.item_id, e.code, e.cost_micro, e.pack_milli, e.minimum_milli, e.lead_time_days, e.lead_time_sd_days,
       e.preferred
     from json_to_recordset($2) as e (supplier_id uuid, item_id uuid, code text, cost_micro bigint, pack_milli bigint, minimum_milli bigint,
       lead_time_days smallint, lead_time_sd_days double precision, preferred boolean)
     order by e.supplier_id, e.item_id
     on conflict (org_id, supplier_id, item_id) do update set supplier_item_code = excluded.supplier_item_code,
       cost_micro = excluded.cost_micro, pack_milli = excluded.pack_milli, minimum_milli = excluded.minimum_milli,
       lead_time_days = excluded.lead_time_days, lead_time_sd_days = excluded.lead_time_sd_days, preferred = excluded.preferred,
       changed_at = now()`,
    [
      tx.orgId,
      JSON.stringify(
        entries.map((entry) => ({
          supplier_id: entry.supplierId,
          item_id: entry.itemId,
          code: entry.supplierItemCode,
          cost_micro: entry.costMicro,
          pack_milli: entry.packMilli,
          minimum_milli: entry.minimumMilli,
          lead_time_days: entry.leadTimeDays,
          lead_time_sd_days: entry.leadTimeSdDays,
          preferred: entry.preferred,
        })),
      ),
    ],
  );
}
