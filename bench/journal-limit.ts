import { createLogger } from '../apps/server/src/platform/logger.ts';
import { createDatabase } from '../apps/server/src/platform/postgres.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs whose rows go into one insert. */
const runsAtOnce = 1_000;
const inserts = 20;

/** How fast the journal rows of five-step runs can be inserted alone, as the server's role: runs a second. */
export async function journalRowsPerS(
  { databaseUrl }: Surroundings,
  orgId: string,
): Promise<{ name: string; runsPerS: number }> {
  const database = createDatabase({ url: databaseUrl, size: 1, role: 'barrow_app', log: createLogger('warn') });
  try {
    const rowsOfRun = await database.transaction(orgId, async (tx) => {
      const rows = await tx.rows<{ row: unknown }>(
        `select json_build_object('seq', seq, 'at', at, 'started_at', started_at, 'kind', kind, 'task', task, 'visit', visit, 'output', output) as row
         from flows.journal j where org_id = $1 and run_id = (
           select r.run_id from flows.run r join flows.definition d using (org_id, definition_id)
           where r.org_id = $1 and d.name = 'five-steps' and r.status = 'completed' limit 1)
         order by seq`,
        [orgId],
      );
      return rows.map(({ row }) => row);
    });
    const rows = JSON.stringify(rowsOfRun);
    const insert = () =>
      database.transaction(orgId, (tx) =>
        tx.run(
          `insert into flows.journal (org_id, run_id, seq, at, started_at, kind, task, visit, output)
           select $1, run.run_id, j.seq, j.at, j.started_at, j.kind, j.task, j.visit, j.output
           from (select gen_random_uuid() as run_id from generate_series(1, ${runsAtOnce})) run
           cross join json_to_recordset($2) as j (seq integer, at timestamptz, started_at timestamptz, kind text, task text, visit text, output jsonb)`,
          [orgId, rows],
        ),
      );
    await insert();
    const startedMs = performance.now();
    for (let index = 0; index < inserts; index += 1) await insert();
    const seconds = (performance.now() - startedMs) / 1000;
    return {
      name: `the ${rowsOfRun.length} journal rows of a five-step run, inserted ${runsAtOnce} runs a statement and nothing else`,
      runsPerS: (runsAtOnce * inserts) / seconds,
    };
  } finally {
    await database.close();
  }
}
