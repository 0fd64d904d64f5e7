import type { Tx } from '../../platform/postgres.ts';

/** What there is of one item at a location, and what is asked for and not yet sent, thousandths. */
export type ItemStock = {
  readonly locationId: string;
  /** May be below zero. */
  readonly onHandMilli: number;
  readonly reservedMilli: number;
  readonly inTransitMilli: number;
  /** Of transfers to it. */
  readonly comingMilli: number;
  /** Of transfers from it. */
  readonly promisedMilli: number;
};

/** One item at every location where it ever moved. */
export async function readItemStock(tx: Tx, itemId: string): Promise<ItemStock[]> {
  const rows = await tx.rows<{
    location_id: string;
    on_hand_milli: number;
    reserved_milli: number;
    in_transit_milli: number;
    coming_milli: number;
    promised_milli: number;
  }>(
    `with requested as (
       select t.from_location_id, t.to_location_id, l.requested_milli from stock.transfer t
       join stock.transfer_line l on l.org_id = t.org_id and l.transfer_id = t.transfer_id
       where t.org_id = $1 and t.status = 'requested' and l.item_id = $2
     )
     select b.location_id, b.on_hand_milli, b.reserved_milli, b.in_transit_milli,
       coalesce((select sum(requested_milli) from requested where to_location_id = b.location_id), 0)::bigint as coming_milli,
       coalesce((select sum(requested_milli) from requested where from_location_id = b.location_id), 0)::bigint as promised_milli
     from stock.balance b where b.org_id = $1 and b.item_id = $2`,
    [tx.orgId, itemId],
  );
  return rows.map((row) => ({
    locationId: row.location_id,
    onHandMilli: row.on_hand_milli,
    reservedMilli: row.reserved_milli,
    inTransitMilli: row.in_transit_milli,
    comingMilli: row.coming_milli,
    promisedMilli: row.promised_milli,
  }));
}
