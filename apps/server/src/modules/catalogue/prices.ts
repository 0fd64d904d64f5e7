import type { Price, PriceInput } from '@barrow/contracts';
import type { AppError } from '@barrow/kernel';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

export type PriceRow = {
  price_id: string;
  item_id: string;
  location_id: string | null;
  currency: string;
  unit_price_micro: number;
  first_day: string;
  last_day: string | null;
};
export const priceColumns = 'price_id, item_id, location_id, currency, unit_price_micro, first_day, last_day';

export function priceOf(row: PriceRow): Price {
  return {
    priceId: row.price_id,
    itemId: row.item_id,
    locationId: row.location_id,
    currency: row.currency,
    unitPriceMicro: row.unit_price_micro,
    firstDay: row.first_day,
    lastDay: row.last_day,
  };
}

/**
 * Stores prices, new or changed by id, in one statement. Callers ensure that the items exist. Throws ITEM_INVALID for a period that ends
 * before it begins, and for an id that belongs to a price of another item, location or currency: a price does not move.
 */
export async function savePrices(tx: Tx, inputs: readonly PriceInput[]): Promise<Price[]> {
  const known = inputs.map((input) => ({ ...input, id: input.id?.toLowerCase() ?? newId() }));
  const repeated = known.findIndex((input, index) => known.findIndex((other) => other.id === input.id) !== index);
  if (repeated >= 0) throw idTaken(repeated, 'comes twice in this call');
  const backwards = inputs.findIndex(
    (input) =>
      input.lastDay !== undefined &&
      input.lastDay !== null &&
      input.firstDay !== undefined &&
      input.lastDay < input.firstDay,
  );
  if (backwards >= 0)
    throw fault('unprocessable', 'ITEM_INVALID', `Price ${backwards} ends before it begins.`, [
      { pointer: `/prices/${backwards}/lastDay`, detail: 'is before firstDay' },
    ]);
  const rows = await tx.rows<PriceRow>(
    `insert into catalogue.price (org_id, ${priceColumns})
     select $1, p.price_id, p.item_id, p.location_id, p.currency, p.unit_price_micro, coalesce(p.first_day, '0001-01-01'), p.last_day
     from json_to_recordset($2) as p (price_id uuid, item_id uuid, location_id uuid, currency text, unit_price_micro bigint, first_day date, last_day date)
     order by p.price_id
     on conflict (org_id, price_id) do update set unit_price_micro = excluded.unit_price_micro, first_day = excluded.first_day, last_day = excluded.last_day
     where price.item_id = excluded.item_id and price.location_id is not distinct from excluded.location_id and price.currency = excluded.currency
     returning ${priceColumns}`,
    [
      tx.orgId,
      JSON.stringify(
        known.map((input) => ({
          price_id: input.id,
          item_id: input.itemId,
          location_id: input.locationId ?? null,
          currency: input.currency,
          unit_price_micro: input.unitPriceMicro,
          first_day: input.firstDay,
          last_day: input.lastDay,
        })),
      ),
    ],
  );
  const stored = new Set(rows.map((row) => row.price_id));
  const foreign = known.findIndex((input) => !stored.has(input.id));
  if (foreign >= 0) throw idTaken(foreign, 'belongs to a price of another item, location or currency');
  return rows.map(priceOf);
}

function idTaken(index: number, why: string): AppError {
  return fault('conflict', 'ITEM_INVALID', `The id of price ${index} ${why}. Use a new one.`, [
    { pointer: `/prices/${index}/id`, detail: why },
  ]);
}

/** The price of each item at a location on a day: the most special (location, then the latest beginning) wins; none where none is stored. */
export async function pricesAt(
  tx: Tx,
  location: { locationId: string; currency: string },
  day: string,
  itemIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.rows<{ item_id: string; unit_price_micro: number }>(
    `select distinct on (item_id) item_id, unit_price_micro from catalogue.price
     where org_id = $1 and item_id = any($2::uuid[]) and currency = $3 and (location_id is null or location_id = $4)
       and first_day <= $5 and (last_day is null or last_day >= $5)
     order by item_id, (location_id is null), first_day desc, created_at desc`,
    [tx.orgId, itemIds, location.currency, location.locationId, day],
  );
  return new Map(rows.map((row) => [row.item_id, row.unit_price_micro]));
}
