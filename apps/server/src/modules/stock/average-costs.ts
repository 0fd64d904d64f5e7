import { plainArray, type Tx } from '../../platform/postgres.ts';

/** The moving average cost of items at locations, millionths of the location's currency a unit, by `locationId:itemId`. */
export async function readAverageCosts(
  tx: Tx,
  locationIds: readonly string[],
  itemIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.rows<{ location_id: string; item_id: string; average_cost_micro: number }>(
    `select location_id, item_id, average_cost_micro from stock.held
     where org_id = $1 and location_id = any($2::uuid[]) and item_id = any($3::uuid[])`,
    [tx.orgId, plainArray(locationIds), plainArray(itemIds)],
  );
  return new Map(rows.map((row) => [`${row.location_id}:${row.item_id}`, row.average_cost_micro ?? 0]));
}
