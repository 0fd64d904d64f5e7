import { plainArray, type Tx } from '../../platform/postgres.ts';

/** What is there of an item at a location, in thousandths. */
export type Position = {
  readonly itemId: string;
  /** May be below zero. */
  readonly onHandMilli: number;
  readonly reservedMilli: number;
  readonly inTransitMilli: number;
};

/** The stock of a location by item: of some items, or of all that ever moved there. */
export async function readPositions(
  tx: Tx,
  locationId: string,
  itemIds?: readonly string[],
): Promise<Map<string, Position>> {
  const rows = await tx.rows<{
    item_id: string;
    on_hand_milli: number;
    reserved_milli: number;
    in_transit_milli: number;
  }>(
    `select item_id, on_hand_milli, reserved_milli, in_transit_milli from stock.balance
     where org_id = $1 and location_id = $2 and ($3::uuid[] is null or item_id = any($3::uuid[]))`,
    [tx.orgId, locationId, itemIds === undefined ? null : plainArray(itemIds)],
  );
  return new Map(
    rows.map((row) => [
      row.item_id,
      {
        itemId: row.item_id,
        onHandMilli: row.on_hand_milli,
        reservedMilli: row.reserved_milli,
        inTransitMilli: row.in_transit_milli,
      },
    ]),
  );
}
