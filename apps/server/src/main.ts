import { flushCompileCache } from 'node:module';
import { must } from '@barrow/kernel';
import { dataFolderOf } from './installation.ts';
import { readConfig } from './platform/config.ts';
import { createLogger } from './platform/logger.ts';
import { migrate } from './platform/migrate.ts';
import { readSecret, startServer } from './running-server.ts';

/**
 * One server process and nothing beside it, for a database that someone else runs: migrates DATABASE_URL, listens, and writes one line
 * of JSON with its address. SIGTERM and SIGINT let running requests end.
 */
const config = readConfig(process.env);
const databaseUrl = must(config.DATABASE_URL, 'DATABASE_URL');
const log = createLogger(config.BARROW_LOG);
await migrate(databaseUrl);
const server = await startServer(config, databaseUrl, await readSecret(config, dataFolderOf(config)), log);
process.stdout.write(`${JSON.stringify({ address: server.address })}\n`);
// Where NODE_COMPILE_CACHE names one: also a process that is killed leaves it to the next.
flushCompileCache();

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  server.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ error: String(error) }, 'the server did not stop cleanly');
      process.exit(1);
    },
  );
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Started with a channel, as by tests: ends with whoever holds the other end, however that one ended.
process.on('disconnect', stop);
