import { plainArray, type Tx } from '../../platform/postgres.ts';
import { keysOf, lockBalances, postStock, type Key, type StockDraft } from './post-stock.ts';
import { endReservations } from './reservations.ts';

/**
 * As `postStock`, and takes up what is still held of reservations with it. The balances of both are locked together in key order, so
 * that no two transactions wait for each other. A reservation that ended before, or never was, changes nothing: the goods are gone.
 */
export async function postStockTaking(
  tx: Tx,
  drafts: readonly StockDraft[],
  reservationIds: readonly string[],
): ReturnType<typeof postStock> {
  if (reservationIds.length === 0) return postStock(tx, drafts);
  const held = await tx.rows<{ location_id: string; item_id: string }>(
    `select distinct location_id, item_id from stock.reservation where org_id = $1 and reservation_id = any($2::uuid[]) and status = 'held'`,
    [tx.orgId, plainArray([...reservationIds])],
    'keys-of-reservations',
  );
  const keys = new Map<string, Key>(keysOf(drafts).map((key) => [key.locationId + key.itemId, key]));
  for (const row of held) {
    keys.set(row.location_id + row.item_id, { locationId: row.location_id, itemId: row.item_id });
  }
  await lockBalances(tx, [...keys.values()]);
  await endReservations(tx, reservationIds, 'taken');
  return postStock(tx, drafts);
}
