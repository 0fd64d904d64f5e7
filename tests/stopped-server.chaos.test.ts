import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { createApiClient } from './support/api-client.ts';
import { differencesFromTold } from './support/differences-from-told.ts';
import { startSenders } from './support/persistent-senders.ts';
import { randomSale } from './support/random-sale.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess, type ServerProcess } from './support/server-process.ts';

/** How long a transaction of a stopped process may keep others waiting, with some room for a busy machine. */
const othersWaitAtMostMs = 9_000;
const stoppedForMs = 8_000;

/** Stops the process at a moment when a transaction of its is open and holds row locks. */
async function stopWhileItHoldsLocks(server: ServerProcess, observer: pg.Client): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    server.signal('SIGSTOP');
    await sleep(60);
    const { rowCount } = await observer.query(
      `select from pg_stat_activity a where a.datname = current_database() and a.state = 'idle in transaction' and a.backend_xid is not null`,
    );
    if (rowCount !== 0) return;
    server.signal('SIGCONT');
    await sleep(Math.random() * 40);
  }
  throw new Error('the server was never caught in a transaction');
}

it('a server stopped in a transaction holds up another for seconds only, and goes on without loss', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const [stopped, other] = await Promise.all([
    startServerProcess({ databaseUrl: database.url }),
    startServerProcess({ databaseUrl: database.url }),
  ]);
  const observer = new pg.Client({ connectionString: database.url });
  await observer.connect();
  onTestFinished(async () => {
    await Promise.all([stopped.end('SIGKILL'), other.end('SIGKILL'), observer.end()]);
  });
  const shape = { organisations: 1, locations: 1, items: 3, openingMilli: 1_000_000_000 };
  const [organisation] = await seedOrganisations(database.url, other.address, shape);
  if (organisation === undefined) throw new Error('no organisation');

  const senders = startSenders({
    addresses: [stopped.address],
    key: organisation.key,
    place: organisation,
    senders: 4,
    everyMs: 0,
  });
  const client = createApiClient(other.address, organisation.key, 4);
  onTestFinished(() => client.close());
  while (senders.told.size < 200) await sleep(20);
  await stopWhileItHoldsLocks(stopped, observer);

  const told = new Map<string, ReturnType<typeof randomSale>>();
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const sale = randomSale(organisation, Date.now());
      expect(await client.call('POST', '/sales', sale)).toMatchObject({ status: 200, body: { status: 'stored' } });
      told.set(sale.id, sale);
    }),
  );
  const waitedMs = performance.now() - startedMs;
  expect(waitedMs).toBeLessThan(othersWaitAtMostMs);

  await sleep(Math.max(0, stoppedForMs - waitedMs));
  stopped.signal('SIGCONT');
  const before = senders.told.size;
  for (let waits = 0; waits < 500 && senders.told.size < before + 50; waits += 1) await sleep(20);
  expect(senders.told.size).toBeGreaterThanOrEqual(before + 50);
  await senders.finish();
  for (const [id, sale] of senders.told) told.set(id, sale);
  expect(await differencesFromTold(database.url, told)).toEqual([]);
});
