import type { SupplierCalendar } from '@barrow/inventory';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';

/** Where a location, or one item of it, gets its goods. */
export type Source = {
  readonly locationId: string;
  /** Null: everything that has no row of its own. */
  readonly itemId: string | null;
  /** Null, for an item only: from suppliers. */
  readonly fromLocationId: string | null;
  readonly leadTimeDays: number;
  /** ISO weekdays on which the source sends; none: any. */
  readonly orderWeekdays: readonly number[];
  readonly packMilli: number;
};

type SourceRow = {
  location_id: string;
  item_key: string;
  from_location_id: string | null;
  lead_time_days: number;
  order_weekdays: number[];
  pack_milli: number;
};

/** The sources of a location, or of all, by location and item. */
export async function readSources(tx: Tx, locationId: string | null = null): Promise<Source[]> {
  const rows = await tx.rows<SourceRow>(
    `select location_id, item_key, from_location_id, lead_time_days, order_weekdays, pack_milli from planning.source
     where org_id = $1 and ($2::uuid is null or location_id = $2) order by location_id, item_key`,
    [tx.orgId, locationId],
  );
  return rows.map((row) => ({
    locationId: row.location_id,
    itemId: row.item_key === '' ? null : row.item_key,
    fromLocationId: row.from_location_id,
    leadTimeDays: row.lead_time_days,
    orderWeekdays: row.order_weekdays,
    packMilli: row.pack_milli,
  }));
}

/** Whether some location gets something from this one. */
export async function isSource(tx: Tx, locationId: string): Promise<boolean> {
  const row = await tx.row('select 1 from planning.source where org_id = $1 and from_location_id = $2 limit 1', [
    tx.orgId,
    locationId,
  ]);
  return row !== undefined;
}

/**
 * Stores sources of one location in place of those for the same items, one writer at a time. Throws SOURCE_CIRCLE when goods would go
 * round: a location that, over others, supplies itself, whatever the item.
 */
export async function storeSources(tx: Tx, sources: readonly Source[]): Promise<void> {
  await tx.run('select pg_advisory_xact_lock(hashtextextended($1, 48))', [tx.orgId]);
  await tx.run(
    `insert into planning.source (org_id, location_id, item_key, from_location_id, lead_time_days, order_weekdays, pack_milli)
     select $1, s.location_id, coalesce(s.item_id::text, ''), s.from_location_id, s.lead_time_days, s.order_weekdays, s.pack_milli
     from json_to_recordset($2) as s (location_id uuid, item_id uuid, from_location_id uuid, lead_time_days smallint, order_weekdays smallint[], pack_milli bigint)
     on conflict (org_id, location_id, item_key) do update set from_location_id = excluded.from_location_id,
       lead_time_days = excluded.lead_time_days, order_weekdays = excluded.order_weekdays, pack_milli = excluded.pack_milli`,
    [
      tx.orgId,
      JSON.stringify(
        sources.map((source) => ({
          location_id: source.locationId,
          item_id: source.itemId,
          from_location_id: source.fromLocationId,
          lead_time_days: source.leadTimeDays,
          order_weekdays: source.orderWeekdays,
          pack_milli: source.packMilli,
        })),
      ),
    ],
  );
  const circle = await tx.row<{ location_id: string }>(
    `with recursive up (first_id, location_id) as (
       select location_id, from_location_id from planning.source where org_id = $1 and from_location_id is not null
       union
       select u.first_id, s.from_location_id from up u
       join planning.source s on s.org_id = $1 and s.location_id = u.location_id and s.from_location_id is not null
     )
     select location_id from up where location_id = first_id limit 1`,
    [tx.orgId],
  );
  if (circle !== undefined)
    throw fault('unprocessable', 'SOURCE_CIRCLE', 'Goods would go round: the source gets its goods from here.', [
      { pointer: '/fromLocationId', detail: 'is supplied, over others or directly, by this location' },
    ]);
}

/** Forgets sources: of some items, or, with null, that of the location itself. Answers how many there were. */
export function removeSources(tx: Tx, locationId: string, itemIds: readonly string[] | null): Promise<number> {
  return tx.run('delete from planning.source where org_id = $1 and location_id = $2 and item_key = any($3::text[])', [
    tx.orgId,
    locationId,
    itemIds === null ? [''] : plainArray(itemIds),
  ]);
}

/** Finds an item's source: its own row, else the location's; undefined: suppliers. */
export function createSourceFinder(sources: readonly Source[]): (itemId: string) => SendingSource | undefined {
  const byItem = new Map(sources.map((source) => [source.itemId, source]));
  return (itemId) => {
    const source = byItem.get(itemId) ?? byItem.get(null);
    return source === undefined || source.fromLocationId === null
      ? undefined
      : { ...source, fromLocationId: source.fromLocationId };
  };
}

export type SendingSource = Source & { readonly fromLocationId: string };

/** When a source sends and how long it takes, as packages/inventory reckons. */
export function calendarOf(source: Source): SupplierCalendar {
  return {
    orderWeekdays: source.orderWeekdays,
    deliveryWeekdays: [],
    cutoffMinutes: 1440,
    leadTimeDays: source.leadTimeDays,
    closedDays: [],
  };
}
