import { plainArray, type Tx } from '../../platform/postgres.ts';

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

/** An item at a location: the key of an entry. */
export type Carried = { readonly locationId: string; readonly itemId: string };
export type AssortmentRow = Carried & CarriedItem;

/** Entries that are stored, by `location:item`; those that are not are left out. */
export async function readEntries(tx: Tx, keys: readonly Carried[]): Promise<Map<string, AssortmentRow>> {
  const rows = await tx.rows<{
    location_id: string;
    item_id: string;
    minimum_milli: number;
    capacity_milli: number | null;
  }>(
    `select a.location_id, a.item_id, a.minimum_milli, a.capacity_milli from unnest($2::uuid[], $3::uuid[]) as k (location_id, item_id)
     join catalogue.assortment a on a.location_id = k.location_id and a.item_id = k.item_id where a.org_id = $1`,
    [tx.orgId, plainArray(keys.map((key) => key.locationId)), plainArray(keys.map((key) => key.itemId))],
  );
  return new Map(
    rows.map((row) => [
      `${row.location_id}:${row.item_id}`,
      {
        locationId: row.location_id,
        itemId: row.item_id,
        minimumMilli: row.minimum_milli,
        capacityMilli: row.capacity_milli,
      },
    ]),
  );
}

/** Adds and changes entries of any locations, in one statement. Callers ensure that each is named once and that its item exists. */
export async function writeAssortment(tx: Tx, entries: readonly AssortmentRow[]): Promise<number> {
  if (entries.length === 0) return 0;
  return tx.run(
    `insert into catalogue.assortment (org_id, location_id, item_id, minimum_milli, capacity_milli)
     select $1, e.* from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[]) as e (location_id, item_id, minimum_milli, capacity_milli)
     order by e.location_id, e.item_id
     on conflict (org_id, location_id, item_id) do update set minimum_milli = excluded.minimum_milli, capacity_milli = excluded.capacity_milli`,
    [
      tx.orgId,
      plainArray(entries.map((entry) => entry.locationId)),
      plainArray(entries.map((entry) => entry.itemId)),
      plainArray(entries.map((entry) => entry.minimumMilli)),
      plainArray(entries.map((entry) => entry.capacityMilli)),
    ],
  );
}

/** Takes entries out; answers how many there were. */
export async function removeFromAssortment(tx: Tx, keys: readonly Carried[]): Promise<number> {
  if (keys.length === 0) return 0;
  return tx.run(
    `delete from catalogue.assortment a using unnest($2::uuid[], $3::uuid[]) as k (location_id, item_id)
     where a.org_id = $1 and a.location_id = k.location_id and a.item_id = k.item_id`,
    [tx.orgId, plainArray(keys.map((key) => key.locationId)), plainArray(keys.map((key) => key.itemId))],
  );
}
