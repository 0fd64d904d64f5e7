import type { Tx } from '../../platform/postgres.ts';

export type CarriedItem = {
  readonly itemId: string;
  readonly minimumMilli: number;
  /** The most that fits; null for no limit. */
  readonly capacityMilli: number | null;
};

/** What a location carries; empty when nobody said, which means everything. */
export async function readAssortment(tx: Tx, locationId: string): Promise<CarriedItem[]> {
  const rows = await tx.rows<{ item_id: string; minimum_milli: number; capacity_milli: number | null }>(
    'select item_id, minimum_milli, capacity_milli from catalogue.assortment where org_id = $1 and location_id = $2 order by item_id',
    [tx.orgId, locationId],
  );
  return rows.map((row) => ({
    itemId: row.item_id,
    minimumMilli: row.minimum_milli,
    capacityMilli: row.capacity_milli,
  }));
}
