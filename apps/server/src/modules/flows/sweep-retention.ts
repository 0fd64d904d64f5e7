import type { Database } from '../../platform/postgres.ts';

const atOnce = 500;

/** Deletes runs that ended longer ago than the retention, with their journals, in small pieces; answers how many. */
export async function sweepRetention(
  database: Database,
  organisations: readonly { orgId: string }[],
  retentionDays: number,
): Promise<number> {
  let deleted = 0;
  for (const { orgId } of organisations) {
    for (let count = atOnce; count === atOnce;) {
      count = await database.transaction(orgId, async (tx) => {
        const rows = await tx.rows<{ run_id: string }>(
          `delete from flows.run where org_id = $1 and run_id in (
             select run_id from flows.run where org_id = $1 and started_at < now() - $2 * interval '1 day'
               and ended_at < now() - $2 * interval '1 day' order by started_at limit $3)
           returning run_id`,
          [orgId, retentionDays, atOnce],
        );
        const runIds = rows.map((row) => row.run_id);
        for (const table of ['journal', 'run_key', 'call', 'inbox'])
          await tx.run(`delete from flows.${table} where org_id = $1 and run_id = any($2::uuid[])`, [orgId, runIds]);
        return runIds.length;
      });
      deleted += count;
    }
  }
  return deleted;
}
