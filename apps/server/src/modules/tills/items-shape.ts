import type { TillItem } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { readCursor } from '../../platform/page.ts';

/** So many items a page: about 100 kB. */
const itemsInPage = 1_000;

type Row = {
  item_id: string;
  sku: string;
  name: string;
  unit: TillItem['unit'];
  category: string;
  tax_class: string;
  is_sold: boolean;
  codes: TillItem['codes'] | null;
  prices: TillItem['prices'] | null;
};

/** How far a till has come: in this life of the database, with all that changed before `since`, in the middle of a round to `next` behind `after`. */
type Place = {
  readonly epoch: string;
  readonly since: string | null;
  readonly next: string | null;
  readonly after: string | null;
};

export type ItemsPage = {
  readonly items: TillItem[];
  readonly isWhole: boolean;
  readonly cursor: string;
  readonly more: boolean;
};

/**
 * The next page of items that changed since the till's cursor, with codes and prices for its location. A round is pages by item; it begins by noting the oldest
 * transaction that is still open, and the round after it asks for all that changed in that or later, so what commits late is not lost. A cursor of another epoch begins anew.
 */
export async function itemsPage(
  tx: Tx,
  epoch: string,
  location: { readonly locationId: string; readonly currency: string },
  cursor: string | undefined,
): Promise<ItemsPage> {
  const place = placeOf(cursor, epoch);
  const { xmin, ahead } = await readHorizon(tx);
  const horizon = place.next ?? xmin;
  const rows = await tx.rows<Row>(
    `with changed as (
       select item_id from catalogue.item where org_id = $1 and changed_xid >= $2::xid8 and changed_xid < $7::xid8
       union select item_id from catalogue.item_code where org_id = $1 and changed_xid >= $2::xid8 and changed_xid < $7::xid8
       union select item_id from catalogue.price where org_id = $1 and changed_xid >= $2::xid8 and changed_xid < $7::xid8
         and (location_id is null or location_id = $4) and currency = $5
     ), page as (
       select i.item_id, i.sku, i.name, i.unit, i.category, i.tax_class, i.status = 'active' as is_sold from catalogue.item i
       where i.org_id = $1 and ($3::uuid is null or i.item_id > $3) and ($2::xid8 is not null or i.status = 'active')
         and ($2::xid8 is null or i.item_id in (select item_id from changed))
       order by i.item_id limit $6
     )
     select p.*,
       (select json_agg(json_build_object('code', c.code, 'packMilli', c.pack_milli) order by c.code)
        from catalogue.item_code c where c.org_id = $1 and c.item_id = p.item_id) as codes,
       (select json_agg(json_build_object('unitPriceMicro', r.unit_price_micro, 'firstDay', r.first_day, 'lastDay', r.last_day,
          'isHere', r.location_id is not null) order by r.created_at desc, r.price_id)
        from catalogue.price r where r.org_id = $1 and r.item_id = p.item_id and r.currency = $5 and (r.location_id is null or r.location_id = $4)
          and (r.last_day is null or r.last_day >= current_date - 1)) as prices
     from page p order by p.item_id`,
    [tx.orgId, place.since, place.after, location.locationId, location.currency, itemsInPage + 1, ahead],
    'items-of-till',
  );
  const page = rows.slice(0, itemsInPage);
  const more = rows.length > itemsInPage;
  const next: Place = more
    ? { epoch, since: place.since, next: horizon, after: page.at(-1)?.item_id ?? null }
    : { epoch, since: horizon, next: null, after: null };
  return { items: page.map(itemOf), isWhole: place.since === null, cursor: cursorOf(next), more };
}

/** The oldest transaction that is open, and the first that has not begun: what has a higher number was restored from another life, and came with the whole. */
async function readHorizon(tx: Tx): Promise<{ readonly xmin: string; readonly ahead: string }> {
  const row = await tx.row<{ xmin: string; ahead: string }>(
    `select pg_snapshot_xmin(s)::text as xmin, pg_snapshot_xmax(s)::text as ahead from pg_current_snapshot() s`,
    [],
    'horizon-of-till',
  );
  if (row === undefined) throw new Error('there is no snapshot');
  return row;
}

function itemOf(row: Row): TillItem {
  return {
    itemId: row.item_id,
    sku: row.sku,
    name: row.name,
    unit: row.unit,
    category: row.category,
    taxClass: row.tax_class,
    isSold: row.is_sold,
    codes: row.codes ?? [],
    prices: row.prices ?? [],
  };
}

function cursorOf({ epoch, since, next, after }: Place): string {
  return Buffer.from(JSON.stringify([epoch, since, next, after])).toString('base64url');
}

function placeOf(cursor: string | undefined, epoch: string): Place {
  const begin: Place = { epoch, since: null, next: null, after: null };
  const parts = readCursor(cursor, 4);
  if (parts === undefined || parts[0] !== epoch) return begin;
  const [, since = null, next = null, after = null] = parts;
  if (!isXid(since) || !isXid(next) || (after !== null && typeof after !== 'string'))
    throw fault('invalid', 'CURSOR_INVALID', 'The cursor is not one that was given out.', [
      { pointer: '/cursor', detail: 'is not usable' },
    ]);
  return { epoch, since, next, after };
}

function isXid(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && /^[0-9]{1,19}$/.test(value));
}
