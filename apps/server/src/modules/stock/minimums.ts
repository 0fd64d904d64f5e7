import { plainArray, type Tx } from '../../platform/postgres.ts';

/** Sets what should always stand at a location, item by item, making balances that are missing. */
export async function setMinimums(
  tx: Tx,
  locationId: string,
  minimums: readonly { readonly itemId: string; readonly minimumMilli: number }[],
): Promise<void> {
  const sorted = minimums.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));
  await tx.run(
    `insert into stock.balance as b (org_id, location_id, item_id, minimum_milli)
     select $1, $2, m.* from unnest($3::uuid[], $4::bigint[]) as m
     on conflict (org_id, location_id, item_id) do update set minimum_milli = excluded.minimum_milli`,
    [tx.orgId, locationId, plainArray(sorted.map((m) => m.itemId)), plainArray(sorted.map((m) => m.minimumMilli))],
  );
}
