import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { createApiClient } from './support/api-client.ts';
import { differencesFromTold } from './support/differences-from-told.ts';
import { watchPromises } from './support/promise-watch.ts';
import { playReservations } from './support/reservation-players.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess } from './support/server-process.ts';

const attempts = process.env['BARROW_CHECK_LONG'] === '1' ? 100_000 : 5_000;
const connections = 64;
const openingMilli = 4_000;
const allowanceMilli = 1_000;

async function countExpired(databaseUrl: string): Promise<{ expired: number; due: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ expired: number; due: number }>(
      `select count(*) filter (where status = 'expired')::integer as expired,
         count(*) filter (where status = 'held' and expires_at <= now())::integer as due from stock.reservation`,
    );
    return rows[0] ?? { expired: 0, due: 0 };
  } finally {
    await client.end();
  }
}

it(
  `${attempts} concurrent attempts on last units through two servers promise no unit twice`,
  { timeout: 1_800_000 },
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const servers = await Promise.all([
      startServerProcess({ databaseUrl: database.url }),
      startServerProcess({ databaseUrl: database.url }),
    ]);
    onTestFinished(async () => {
      await Promise.all(servers.map((server) => server.end('SIGTERM')));
    });
    const shape = { organisations: 1, locations: 2, items: 16, openingMilli };
    const [organisation] = await seedOrganisations(database.url, servers[0].address, shape);
    const [first, second] = organisation?.locationIds ?? [];
    if (organisation === undefined || first === undefined || second === undefined) throw new Error('no organisation');
    const clients = servers.map(({ address }) => createApiClient(address, organisation.ownerKey, connections / 2));
    onTestFinished(async () => {
      await Promise.all(clients.map((client) => client.close()));
    });
    await clients[0]?.must('PATCH', `/locations/${second}`, { offlineAllowanceMilli: allowanceMilli });

    const strictItemIds = organisation.itemIds.slice(0, 8);
    const wildItemIds = organisation.itemIds.slice(8);
    const watch = await watchPromises(database.url, {
      allowances: new Map([
        [first, 0],
        [second, allowanceMilli],
      ]),
      strictItemIds,
    });
    onTestFinished(() => watch.end());
    const { sold, counts } = await playReservations({
      clients,
      locationIds: [first, second],
      strictItemIds,
      wildItemIds,
      attempts,
      players: connections,
    });
    let expiry = await countExpired(database.url);
    for (let waits = 0; waits < 100 && expiry.due > 0; waits += 1) {
      await sleep(100);
      expiry = await countExpired(database.url);
    }

    expect(await watch.violations()).toEqual([]);
    expect(await differencesFromTold(database.url, sold)).toEqual([]);
    expect(expiry.due).toBe(0);
    const seldom = Object.entries({ ...counts, expired: expiry.expired }).filter(([, count]) => count < attempts / 200);
    expect(seldom).toEqual([]);
  },
);

it('a promise beyond what is there would be noticed', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const server = await startServerProcess({ databaseUrl: database.url });
  onTestFinished(() => server.end('SIGTERM'));
  const shape = { organisations: 1, locations: 1, items: 1, openingMilli: 1_000 };
  const [organisation] = await seedOrganisations(database.url, server.address, shape);
  const [locationId = ''] = organisation?.locationIds ?? [];
  const watch = await watchPromises(database.url, {
    allowances: new Map([[locationId, 0]]),
    strictItemIds: organisation?.itemIds ?? [],
  });
  onTestFinished(() => watch.end());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('update stock.balance set reserved_milli = 2000');
  await client.end();
  expect((await watch.violations()).map((told) => told.split(' ')[0])).toEqual(['overpromised', 'short']);
  expect(await differencesFromTold(database.url, new Map())).not.toEqual([]);
});
