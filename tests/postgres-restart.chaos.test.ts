import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedDatabase } from '../apps/server/src/platform/embedded-database.ts';
import { findPostmaster } from '../apps/server/src/platform/embedded-database/postmaster.ts';
import { migrate } from '../apps/server/src/platform/migrate.ts';
import { openEventStream, subjectOf } from '../apps/server/src/testing/event-source.ts';
import { differencesFromTold } from './support/differences-from-told.ts';
import { startSenders } from './support/persistent-senders.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess } from './support/server-process.ts';

const long = process.env['BARROW_CHECK_LONG'] === '1';
const restarts = Array.from({ length: long ? 20 : 4 }, (_, index) =>
  index % 2 === 0 ? { mode: 'fast', signal: 'SIGINT' as const } : { mode: 'immediate', signal: 'SIGQUIT' as const },
);
const recoveredWithinMs = 20_000;

async function until(condition: () => boolean, withinMs: number, what: string): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come about in ${withinMs} ms`);
    await sleep(20);
  }
}

it(
  `PostgreSQL restarted ${restarts.length} times under load is survived by server, senders and listeners`,
  { timeout: long ? 1_800_000 : 600_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'barrow-restart-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    // It is started again on the same port whenever it ends. Durable: an immediate shutdown then keeps what was committed.
    const database = await startEmbeddedDatabase({ dataDir, durable: true, log: () => undefined });
    onTestFinished(() => database.stop());
    await migrate(database.url);
    const server = await startServerProcess({ databaseUrl: database.url, environment: { BARROW_LOG: 'silent' } });
    onTestFinished(() => server.end('SIGKILL'));
    const shape = { organisations: 1, locations: 3, items: 40, openingMilli: 1_000_000_000 };
    const [organisation] = await seedOrganisations(database.url, server.address, shape);
    if (organisation === undefined) throw new Error('no organisation');

    const heard = Array.from({ length: 3 }, () => new Map<string, number>());
    const streams = await Promise.all(
      heard.map((counts) =>
        openEventStream(server.address, {
          key: organisation.key,
          query: 'types=sales.sale.captured',
          onEvent: (event) => counts.set(subjectOf(event), (counts.get(subjectOf(event)) ?? 0) + 1),
        }),
      ),
    );
    onTestFinished(() => {
      for (const stream of streams) stream.close();
    });
    const senders = startSenders({
      addresses: [server.address],
      key: organisation.key,
      place: organisation,
      senders: 4,
      everyMs: 5,
    });
    const cluster = join(dataDir, 'postgres', 'cluster');
    for (const { mode, signal } of restarts) {
      const soFar = senders.told.size;
      await until(() => senders.told.size > soFar + 50, recoveredWithinMs, 'load');
      const postmaster = await findPostmaster(cluster);
      if (postmaster === undefined) throw new Error('PostgreSQL does not run');
      process.kill(postmaster.pid, signal);
      const told = senders.told.size;
      await until(() => senders.told.size > told + 100, recoveredWithinMs, `storing sales after a ${mode} restart`);
      expect((await findPostmaster(cluster))?.pid).not.toBe(postmaster.pid);
    }
    await senders.finish();
    await until(() => heard.every((counts) => counts.size >= senders.told.size), 5_000, 'hearing of every sale');

    for (const counts of heard) {
      expect([...counts.keys()].toSorted()).toEqual([...senders.told.keys()].toSorted());
      expect([...counts.values()].every((count) => count === 1)).toBe(true);
    }
    expect(await differencesFromTold(database.url, senders.told)).toEqual([]);
  },
);
