import type { Tx } from '../../platform/postgres.ts';

export type StockAlarm = { readonly out: number; readonly negative: number; readonly belowMinimum: number };

/** By location: how many items that moved there are used up, below zero (the books are wrong), or below what should always stand there. */
export async function stockAlarms(tx: Tx, scope: readonly string[] | null): Promise<Map<string, StockAlarm>> {
  const rows = await tx.rows<{ location_id: string; out: number; negative: number; below_minimum: number }>(
    `select b.location_id, count(*) filter (where b.on_hand_milli = 0)::integer as out,
       count(*) filter (where b.on_hand_milli < 0)::integer as negative,
       count(*) filter (where b.on_hand_milli > 0 and b.on_hand_milli < c.minimum_milli)::integer as below_minimum
     from stock.balance b
     left join catalogue.carried c on c.org_id = b.org_id and c.location_id = b.location_id and c.item_id = b.item_id
     where b.org_id = $1 and ($2::uuid[] is null or b.location_id = any($2::uuid[]))
     group by b.location_id`,
    [tx.orgId, scope],
  );
  return new Map(
    rows.map((row) => [row.location_id, { out: row.out, negative: row.negative, belowMinimum: row.below_minimum }]),
  );
}
