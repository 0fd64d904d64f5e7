import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
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

it('waits for a server that is starting up', async () => {
  const sockets = new Set<Socket>();
  let refused = 0;
  const { hostname, port } = new URL(cluster.url);
  // In front of the real server: turns the first two away with the message of a server that starts, then lets through.
  const front = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (refused < 2) {
      refused += 1;
      socket.once('data', () => socket.end(startingUp()));
      return;
    }
    const through = connect(Number(port), hostname);
    through.on('error', () => socket.destroy());
    socket.pipe(through).pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const address = front.address();
  const url = new URL(cluster.url);
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  expect(await migrate(url.href)).not.toEqual([]);
  expect(refused).toBe(2);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => front.close(resolve));
});

/** ErrorResponse of the wire protocol: 57P03, the database system is starting up. */
function startingUp(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
