import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createEventHub } from './event-hub.ts';
import { appendEvents } from './event-log.ts';
import { createLogger } from './logger.ts';
import { createDatabase, type Database, type Parameter, type Row } from './postgres.ts';

const log = createLogger('silent');
let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await createTestDatabase();
  database = createDatabase({ url: place.url, size: 6, role: 'barrow_app', log });
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

function append(orgId: string, type: string): Promise<void> {
  const event = { type, subjectId: null, locationId: null, occurredAt: new Date().toISOString(), data: {} };
  return database.transaction(orgId, (tx) => appendEvents(tx, { actor: 'test', traceId: null }, [event]));
}

it('lets a listener miss nothing when another one comes while it attaches', async () => {
  const orgId = randomUUID();
  const late = Promise.withResolvers<void>();
  let questions = 0;
  // The first listener is told late where the log stood when it asked.
  const slow: Database = {
    ...database,
    async outside<R extends Row>(text: string, values?: readonly Parameter[]) {
      const rows = await database.outside<R>(text, values);
      if (text.includes('pg_snapshot_xmin(pg_current_snapshot())::text')) {
        questions += 1;
        if (questions === 1) await late.promise;
      }
      return rows;
    },
  };
  const hub = createEventHub(slow, log);
  const heard: string[][] = [[], []];
  const attaching = heard.map((types) =>
    hub.subscribe({ orgId, receive: (events) => types.push(...events.map(({ type }) => type)) }),
  );
  await Promise.race(attaching);
  await append(orgId, 'between');
  late.resolve();
  await Promise.all(attaching);
  await append(orgId, 'after');
  hub.announce();
  await expect
    .poll(() => heard, { timeout: 5_000 })
    .toEqual([
      ['between', 'after'],
      ['between', 'after'],
    ]);
  await hub.close();
});

it('tells listeners of another process', async () => {
  const orgId = randomUUID();
  const [here, there] = [createEventHub(database, log), createEventHub(database, log)];
  const heard: string[] = [];
  await there.subscribe({ orgId, receive: (events) => heard.push(...events.map(({ type }) => type)) });
  await append(orgId, 'told');
  here.announce();
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['told']);
  await Promise.all([here.close(), there.close()]);
});
