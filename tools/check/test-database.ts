import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../apps/server/src/platform/embedded-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's address of a PostgreSQL for tests. Each test makes its own database in it. */
    databaseUrl: string;
  }
}

const folderPrefix = 'barrow-test-';

/**
 * Gives the tests one PostgreSQL, as `inject('databaseUrl')` and as BARROW_TEST_DATABASE_URL: the one named by that
 * variable or by DATABASE_URL, else an embedded one in a temporary folder, which is removed at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['BARROW_TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    publish(project, given);
    return () => Promise.resolve();
  }
  await removeLeftovers();
  const dataDir = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  const database = await startEmbeddedDatabase({ dataDir, durable: false, log: () => undefined });
  publish(project, database.url);
  return async () => {
    delete process.env['BARROW_TEST_DATABASE_URL'];
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

function publish(project: TestProject, url: string): void {
  process.env['BARROW_TEST_DATABASE_URL'] = url;
  project.provide('databaseUrl', url);
}

/** Stops and removes what test runs left behind that were killed before they could. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(/^barrow-test-(\d+)-/.exec(name)?.[1]);
    if (!Number.isSafeInteger(owner) || isAlive(owner)) continue;
    const dataDir = join(tmpdir(), name);
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
