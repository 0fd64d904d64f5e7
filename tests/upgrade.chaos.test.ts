import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../apps/server/src/platform/migrate.ts';
import { at } from '../apps/server/src/testing/json-at.ts';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { createApiClient } from './support/api-client.ts';
import { differencesFromTold } from './support/differences-from-told.ts';
import { startSenders } from './support/persistent-senders.ts';
import { previousRelease } from './support/previous-release.ts';
import { startServerProcess } from './support/server-process.ts';

const previous = await previousRelease();
if ('missing' in previous) console.warn(`skipped: the upgrade from the previous release: ${previous.missing}`);

/** Every list and other read of a server that needs nothing named, as its own description says. */
async function readsOf(address: string): Promise<string[]> {
  const document: unknown = await (await fetch(`${address}/openapi.json`)).json();
  const paths = at(document, 'paths');
  if (typeof paths !== 'object' || paths === null) throw new Error('the server describes no paths');
  return Object.entries(paths).flatMap(([path, routes]: [string, unknown]) =>
    at(routes, 'get') === undefined || path.includes('{') || /\/stream$|\.csv$/.test(path)
      ? []
      : [path.replace('/api/v1', '')],
  );
}

describe.skipIf('missing' in previous)('while a new release is rolled out', () => {
  it('the previous server goes on with the new schema, and old and new lose and double nothing together', async () => {
    if ('missing' in previous) return;
    const database = await createTestDatabase('empty');
    onTestFinished(() => database.drop());
    const old = await startServerProcess({ databaseUrl: database.url, main: previous.main });
    onTestFinished(() => old.end('SIGKILL'));
    const shape = { organisations: 1, locations: 2, items: 20, openingMilli: 1_000_000 };
    const organisation = await previous.seed(database.url, old.address, shape);
    const start = (addresses: readonly string[]) =>
      startSenders({ addresses, key: organisation.key, place: organisation, senders: 4, everyMs: 10 });
    const first = start([old.address]);
    while (first.told.size < 200) await sleep(20);

    await migrate(database.url);
    const toldBefore = first.told.size;
    while (first.told.size < toldBefore + 300) await sleep(20);

    const client = createApiClient(old.address, organisation.ownerKey, 4);
    onTestFinished(() => client.close());
    const answers: [string, number][] = [];
    for (const path of await readsOf(old.address)) answers.push([path, (await client.call('GET', path)).status]);
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter(([, status]) => status >= 500)).toEqual([]);

    const fresh = await startServerProcess({ databaseUrl: database.url });
    onTestFinished(() => fresh.end('SIGKILL'));
    const both = start([old.address, fresh.address]);
    while (both.told.size < 300) await sleep(20);
    await first.finish();
    const ended = old.end('SIGTERM');
    const toldThen = both.told.size;
    while (both.told.size < toldThen + 200) await sleep(20);
    await Promise.all([both.finish(), ended]);
    expect(await differencesFromTold(database.url, new Map([...first.told, ...both.told]))).toEqual([]);
  });
});
