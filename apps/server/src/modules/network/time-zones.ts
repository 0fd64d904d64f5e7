import type { Tx } from '../../platform/postgres.ts';

/** The time zones of locations by their codes as they were asked for, in any case of letters; unknown codes are left out. */
export async function timeZonesOf(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const rows = await tx.rows<{ code: string; time_zone: string }>(
    `select k.code, l.time_zone from unnest($2::text[]) as k (code)
     join network.location l on l.org_id = $1 and lower(l.code) = lower(k.code)`,
    [tx.orgId, codes],
  );
  return new Map(rows.map((row) => [row.code, row.time_zone]));
}
