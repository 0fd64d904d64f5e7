import { constants } from 'node:fs';
import { access, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../apps/server/src/platform/embedded-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's addresses of the PostgreSQL servers for tests, one for each file that runs at the same time. */
    databaseServers: readonly string[];
  }
}

const folderPrefix = 'barrow-test-';
const memoryFolder = '/dev/shm';
/** What the databases of a run may take together, with room to spare; a container has 64 MB there unless told otherwise. */
const roomBytes = 4 * 1024 ** 3;

/**
 * Gives each worker of the tests a PostgreSQL, as `inject('databaseServers')`: all of them the one named by BARROW_TEST_DATABASE_URL
 * or DATABASE_URL, else embedded ones in temporary folders, which are removed at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['BARROW_TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    project.provide('databaseServers', [given]);
    return () => Promise.resolve();
  }
  const folder = await placeForDatabases();
  await Promise.all([...new Set([folder, tmpdir()])].map(removeLeftovers));
  const servers = await Promise.all(Array.from({ length: project.config.maxWorkers }, () => startServer(folder)));
  project.provide(
    'databaseServers',
    servers.map(({ url }) => url),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.remove()));
  };
}

/** In memory where the machine offers it: copying the template for a test file takes 20 ms there, and 200 ms on a disk. */
async function placeForDatabases(): Promise<string> {
  try {
    await access(memoryFolder, constants.W_OK);
    const { bavail, bsize } = await statfs(memoryFolder);
    return bavail * bsize >= roomBytes ? memoryFolder : tmpdir();
  } catch {
    return tmpdir();
  }
}

async function startServer(folder: string): Promise<{ readonly url: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(folder, `${folderPrefix}${process.pid}-`));
  const database = await startEmbeddedDatabase({ dataDir, durable: false, log: () => undefined });
  return {
    url: database.url,
    async remove() {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Stops and removes what test runs left behind that were killed before they could. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = Number(/^barrow-test-(\d+)-/.exec(name)?.[1]);
    if (!Number.isSafeInteger(owner) || isAlive(owner)) continue;
    const dataDir = join(folder, name);
    try {
      const orphan = await startEmbeddedDatabase({ dataDir, durable: false, log: () => undefined });
      await orphan.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
