import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { differencesFromTold } from './support/differences-from-told.ts';
import { startSenders } from './support/persistent-senders.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess, type ServerProcess } from './support/server-process.ts';

const long = process.env['BARROW_CHECK_LONG'] === '1';
const killsOfEach = long ? 60 : 10;

it(
  `two servers killed ${killsOfEach * 2} times in the middle of ingestion lose nothing and double nothing`,
  { timeout: long ? 1_800_000 : 600_000 },
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const start = (port: number): Promise<ServerProcess> =>
      startServerProcess({ databaseUrl: database.url, port, environment: { BARROW_POOL: '8' } });
    const servers = await Promise.all([start(0), start(0)]);
    let over = false;
    onTestFinished(async () => {
      over = true;
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
    });
    const addresses = servers.map(({ address }) => address);
    const shape = { organisations: 1, locations: 3, items: 40, openingMilli: 1_000_000_000 };
    const [organisation] = await seedOrganisations(database.url, addresses[0] ?? '', shape);
    if (organisation === undefined) throw new Error('no organisation');

    const senders = startSenders({ addresses, key: organisation.key, place: organisation, senders: 4, everyMs: 6 });
    let kills = 0;
    const killAgainAndAgain = async (which: number): Promise<void> => {
      for (let kill = 0; kill < killsOfEach && !over; kill += 1) {
        const server = servers[which];
        if (server === undefined) throw new Error('no server');
        const before = senders.told.size;
        for (let waits = 0; waits < 200 && senders.told.size < before + 20; waits += 1) await sleep(10);
        await sleep(Math.random() * 250);
        await server.end('SIGKILL');
        kills += 1;
        servers[which] = await start(server.port);
      }
    };
    await Promise.all([killAgainAndAgain(0), killAgainAndAgain(1)]);
    await senders.finish();

    expect(kills).toBe(killsOfEach * 2);
    expect(senders.retries()).toBeGreaterThan(kills);
    expect(senders.told.size).toBeGreaterThan(kills * 20);
    expect(await differencesFromTold(database.url, senders.told)).toEqual([]);
  },
);
