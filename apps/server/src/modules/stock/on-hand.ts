import type { Tx } from '../../platform/postgres.ts';

/** What every location has of every item, thousandths, by `locationId + itemId`. For small networks: the whole is held in memory. */
export async function readOnHand(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.rows<{ location_id: string; item_id: string; on_hand_milli: number }>(
    'select location_id, item_id, on_hand_milli from stock.balance where org_id = $1',
    [tx.orgId],
  );
  return new Map(rows.map((row) => [row.location_id + row.item_id, row.on_hand_milli]));
}
