import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../../platform/logger.ts';
import type { Database } from '../../platform/postgres.ts';
import { demoOrgId } from './create-demo.ts';
import { closeDemo, deleteDemo, deleteStragglers } from './delete-demo.ts';
import { readDemoState } from './demo-state.ts';

/** Any number that nobody else uses: one process deletes. */
const deletionLock = 4_700_003;
/** Longer than a transaction of a server may take. */
const untilAllEndedMs = 6_000;

/**
 * Deletes the demo when somebody asked for it, while servers go on for everybody else: first nobody can get in any more, then what had
 * begun has time to end, then the rows go, and once more those that came meanwhile. A process that dies in between leaves it to the next.
 * Answers how many rows went. `migrateUrl` is the address as the role that migrates: no role of the server may delete facts.
 */
export async function sweepDemoDeletion(database: Database, migrateUrl: string, log: Logger): Promise<number> {
  const state = await readDemoState(database, demoOrgId);
  if (state?.deleting !== true) return 0;
  const client = new pg.Client({ connectionString: migrateUrl, application_name: 'barrow demo' });
  await client.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [deletionLock]);
    if (rows[0]?.mine !== true) return 0;
    await closeDemo(client);
    await sleep(untilAllEndedMs);
    const deleted = await deleteDemo(client);
    const late = await deleteStragglers(client);
    log.info({ rows: (deleted?.rows ?? 0) + late, people: deleted?.people ?? 0 }, 'the demo was deleted');
    return (deleted?.rows ?? 0) + late;
  } finally {
    await client.end();
  }
}
