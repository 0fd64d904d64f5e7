import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.ts';
import { migrate } from './migrate.ts';

// Roles belong to the whole cluster, so these tests have one of their own.
let dataDir: string;
let cluster: EmbeddedDatabase;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'barrow-roles-'));
  cluster = await startEmbeddedDatabase({ dataDir, durable: false, log: () => undefined });
});
afterAll(async () => {
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function asAdministrator(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function addressOf(role: string): string {
  const url = new URL(cluster.url);
  url.username = role;
  url.password = 'x';
  url.pathname = `/${role}`;
  return url.href;
}

describe('an ordinary role that owns a database', () => {
  it('and may not make roles is told what an administrator has to run, after which it migrates', async () => {
    await asAdministrator(`create role plain login password 'x'`, 'create database plain owner plain');
    const refusal: unknown = await migrate(addressOf('plain')).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'DATABASE_ROLES_MISSING' });
    const advice = refusal instanceof Error ? refusal.message : '';
    const statements = advice.match(/(create role|grant) [^;]+;/g) ?? [];
    expect(statements).toHaveLength(4);
    await asAdministrator(...statements);
    expect(await migrate(addressOf('plain'))).not.toEqual([]);
    expect(await migrate(addressOf('plain'))).toEqual([]);
  });

  it('and may make roles migrates by itself', async () => {
    await asAdministrator(
      'drop database plain',
      'drop role barrow_app, barrow_auth, barrow_dispatch',
      `create role managed login password 'x' createrole`,
      'create database managed owner managed',
    );
    expect(await migrate(addressOf('managed'))).not.toEqual([]);
  });
});
