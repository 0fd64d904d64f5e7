import type { Tx } from '../../platform/postgres.ts';

export type StockAlarm = { readonly out: number; readonly negative: number; readonly belowMinimum: number };

/** By location: how many items that moved there are used up, below zero (the books are wrong), or below what should always stand there. */
export async function stockAlarms(tx: Tx, scope: readonly string[] | null): Promise<Map<string, StockAlarm>> {
  const rows = await tx.rows<{ location_id: string; out: number; negative: number; below_minimum: number }>(
    `select location_id, count(*) filter (where on_hand_milli = 0)::integer as out, count(*) filter (where on_hand_milli < 0)::integer as negative,
       count(*) filter (where on_hand_milli > 0 and on_hand_milli < minimum_milli)::integer as below_minimum
     from stock.balance where org_id = $1 and ($2::uuid[] is null or location_id = any($2::uuid[]))
     group by location_id`,
    [tx.orgId, scope],
  );
  return new Map(
    rows.map((row) => [row.location_id, { out: row.out, negative: row.negative, belowMinimum: row.below_minimum }]),
  );
}
