import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './platform/config.ts';
import { startEmbeddedDatabase } from './platform/embedded-database.ts';
import { migrate } from './platform/migrate.ts';
import { readSecret } from './running-server.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Folder of the embedded database and of secrets: relative ones are below the repository, wherever the command is called from. */
export function dataFolderOf(config: Config): string {
  return resolve(repository, config.BARROW_DATA);
}

/** What every command needs that works on data: a migrated database and the installation's secret. */
export type Installation = {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly applied: readonly string[];
  stop(): Promise<void>;
};

export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

const silently: Step = (_title, work) => work();

/** Opens the installation of this configuration: its embedded database, or the one of DATABASE_URL. Safe beside a running server. */
export async function openInstallation(
  config: Config,
  log: (line: string) => void,
  step: Step = silently,
): Promise<Installation> {
  const dataDir = dataFolderOf(config);
  const embedded =
    config.DATABASE_URL === undefined
      ? await step('start PostgreSQL', () => startEmbeddedDatabase({ dataDir, log }))
      : undefined;
  const databaseUrl = config.DATABASE_URL ?? embedded?.url ?? '';
  try {
    const applied = await step('bring the database up to date', () => migrate(databaseUrl));
    const secret = await readSecret(config, dataDir);
    return { databaseUrl, secret, applied, stop: async () => embedded?.stop() };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
