import { plainArray, type Tx } from '../../platform/postgres.ts';

/** Asked for and not yet sent, thousandths: what will come to a location, and what it has promised to others. */
export type RequestedQty = { readonly comingMilli: number; readonly promisedMilli: number };

/** Requested transfers of a location by item; items without one are left out. In transit and in the balances only once they are sent. */
export async function readRequested(
  tx: Tx,
  locationId: string,
  itemIds: readonly string[],
): Promise<Map<string, RequestedQty>> {
  const rows = await tx.rows<{ item_id: string; coming: number; promised: number }>(
    `select l.item_id, coalesce(sum(l.requested_milli) filter (where t.to_location_id = $2), 0)::bigint as coming,
       coalesce(sum(l.requested_milli) filter (where t.from_location_id = $2), 0)::bigint as promised
     from stock.transfer t join stock.transfer_line l on l.org_id = t.org_id and l.transfer_id = t.transfer_id
     where t.org_id = $1 and t.status = 'requested' and $2 in (t.from_location_id, t.to_location_id) and l.item_id = any($3::uuid[])
     group by l.item_id`,
    [tx.orgId, locationId, plainArray(itemIds)],
  );
  return new Map(rows.map((row) => [row.item_id, { comingMilli: row.coming, promisedMilli: row.promised }]));
}
