import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { inject } from 'vitest';
import { must } from '@barrow/kernel';
import { migrate } from '../platform/migrate.ts';

const migrations = fileURLToPath(new URL('../../migrations/', import.meta.url));
/** Any number will do as long as nobody else uses it: one maker of the template at a time. */
const templateLock = 4_700_002;

export type TestDatabase = {
  /** Superuser's address of this database. */
  readonly url: string;
  /** Ends every connection to it and drops it. */
  drop(): Promise<void>;
};

/** A migrated database of its own, cloned from a template that is made once for each state of the migration files. An `empty` one is not migrated. */
export async function createTestDatabase(as: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const serverUrl = serverOfWorker();
  const name = `barrow_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, async (client) => {
    const template = as === 'empty' ? 'template0' : await ensureTemplate(serverUrl, client);
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return {
    url: addressOf(serverUrl, name),
    drop: () =>
      onServer(serverUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** Test files that run at the same time have a server each: a transaction holds up the readers of the event log on its whole server. */
function serverOfWorker(): string {
  const servers = inject('databaseServers');
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 1);
  return must(servers[(worker - 1) % servers.length], 'no database server for tests');
}

async function onServer<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: 'barrow test' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function addressOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function templateName(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await readdir(migrations)).toSorted()) hash.update(await readFile(migrations + file));
  return `barrow_template_${hash.digest('hex').slice(0, 16)}`;
}

/** Its comment says that it is whole: one left half made is made anew. */
async function ensureTemplate(serverUrl: string, client: pg.Client): Promise<string> {
  const name = await templateName();
  const isWhole = async (): Promise<boolean> => {
    const { rowCount } = await client.query(
      `select from pg_database where datname = $1 and shobj_description(oid, 'pg_database') = 'whole'`,
      [name],
    );
    return rowCount === 1;
  };
  if (await isWhole()) return name;
  await client.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    if (await isWhole()) return name;
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    await migrate(addressOf(serverUrl, name));
    await client.query(`comment on database ${name} is 'whole'`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock]);
  }
  return name;
}
