import type { Sql } from './table-protection.ts';
import { tenantTables } from './any-row.ts';

/** A digest of everything an organisation has stored, by table: the same before and after means that nothing of it changed. */
export async function fingerprint(sql: Sql, orgId: string): Promise<Record<string, string>> {
  const tables = await tenantTables(sql);
  const digests = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<{ digest: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as digest from ${name} t where org_id = $1`,
        [orgId],
      );
      return [name, row?.digest ?? ''] as const;
    }),
  );
  return Object.fromEntries(digests);
}
