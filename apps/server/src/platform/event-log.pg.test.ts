import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  appendEvents,
  currentCursor,
  isAfter,
  logStart,
  readEvents,
  type Cursor,
  type StoredEvent,
} from './event-log.ts';
import { createLogger } from './logger.ts';
import { createDatabase, type Database } from './postgres.ts';

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await createTestDatabase();
  database = createDatabase({ url: place.url, size: 12, role: 'barrow_app', log: createLogger('silent') });
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Appends one event; `before` runs once the transaction has its number, and so its place in the log, but nothing in it. */
function append(orgId: string, name: string, before: () => Promise<void> = async () => undefined): Promise<void> {
  return database.transaction(orgId, async (tx) => {
    await tx.row('select pg_current_xact_id()::text');
    await before();
    const event = {
      type: name,
      subjectId: null,
      locationId: null,
      occurredAt: new Date().toISOString(),
      data: { name },
    };
    await appendEvents(tx, { actor: 'test', traceId: null }, [event]);
  });
}

/** A reader that keeps its cursor, as every reader does. */
function readerOf(orgId: string, from: Cursor = logStart) {
  const heard: StoredEvent[] = [];
  let cursor = from;
  const read = async (atMost = 100): Promise<string[]> => {
    const events = await readEvents(database, new Map([[orgId, cursor]]), atMost);
    cursor = events.at(-1) ?? cursor;
    heard.push(...events);
    return events.map((event) => event.type);
  };
  return {
    heard,
    read,
    /** Reads until that many were heard: transactions of other tests on the same server may hold the log back for a moment. */
    async readUntil(count: number): Promise<string[]> {
      for (let tries = 0; heard.length < count && tries < 500; tries += 1) {
        await read();
        if (heard.length < count) await pause(10);
      }
      return heard.map((event) => event.type);
    },
  };
}

/** A promise and the function that fulfils it. */
function gate() {
  return Promise.withResolvers<void>();
}

it('misses no event of a transaction that began first and commits last', async () => {
  const orgId = randomUUID();
  const reader = readerOf(orgId);
  const begun = gate();
  const go = gate();
  const slow = append(orgId, 'slow', () => {
    begun.resolve();
    return go.promise;
  });
  await begun.promise;
  await append(orgId, 'quick');
  expect(await reader.read(), 'the quick one waits for the slow one, which may come before it').toEqual([]);
  go.resolve();
  await slow;
  expect(await reader.readUntil(2)).toEqual(['slow', 'quick']);
  const [slowEvent, quickEvent] = reader.heard;
  expect(slowEvent!.position, 'the order of positions is the other way round').toBeGreaterThan(quickEvent!.position);
  expect(await reader.read()).toEqual([]);
});

it('holds nothing back for a transaction that is rolled back', async () => {
  const orgId = randomUUID();
  const reader = readerOf(orgId);
  const begun = gate();
  const go = gate();
  const failing = append(orgId, 'never', async () => {
    begun.resolve();
    await go.promise;
    throw new Error('changed its mind');
  });
  await begun.promise;
  await append(orgId, 'kept');
  go.resolve();
  await expect(failing).rejects.toThrow('changed its mind');
  expect(await reader.readUntil(1)).toEqual(['kept']);
});

it('gives a reader of many overlapping transactions each event once and in order', async () => {
  const orgId = randomUUID();
  const reader = readerOf(orgId);
  let writing = true;
  const count = 300;
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < count) {
      const name = `e${next}`;
      next += 1;
      await append(orgId, name, () => pause(Math.random() * 12));
    }
  };
  const reading = (async () => {
    while (writing) await reader.read(7);
  })();
  await Promise.all(Array.from({ length: 8 }, writer));
  writing = false;
  await reading;
  const types = await reader.readUntil(count);
  expect(new Set(types).size).toBe(count);
  expect(types).toHaveLength(count);
  expect(reader.heard.every((event, index) => index === 0 || isAfter(event, reader.heard[index - 1]!))).toBe(true);
});

it("stalls for somebody else's long transaction on the same server, and loses nothing by it", async () => {
  const elsewhere = await createTestDatabase();
  const foreign = new pg.Client({ connectionString: elsewhere.url });
  await foreign.connect();
  const orgId = randomUUID();
  const reader = readerOf(orgId);
  try {
    await foreign.query('begin; select pg_current_xact_id()');
    for (const name of ['a', 'b', 'c']) await append(orgId, name);
    expect(await reader.read()).toEqual([]);
    await foreign.query('rollback');
    expect(await reader.readUntil(3)).toEqual(['a', 'b', 'c']);
  } finally {
    await foreign.end();
    await elsewhere.drop();
  }
});

it('reads several organisations at once, each from its own cursor and at most so many', async () => {
  const [orgA, orgB] = [randomUUID(), randomUUID()];
  for (const name of ['1', '2', '3']) {
    await append(orgA, `a${name}`);
    await append(orgB, `b${name}`);
  }
  await readerOf(orgA).readUntil(3);
  const [first] = await readEvents(database, new Map([[orgA, logStart]]), 1);
  const events = await readEvents(
    database,
    new Map<string, Cursor>([
      [orgA, first!],
      [orgB, logStart],
    ]),
    2,
  );
  expect(events.filter(({ orgId }) => orgId === orgA).map(({ type }) => type)).toEqual(['a2', 'a3']);
  expect(events.filter(({ orgId }) => orgId === orgB).map(({ type }) => type)).toEqual(['b1', 'b2']);
});

it('begins a live reader before all that is still to come', async () => {
  const orgId = randomUUID();
  await append(orgId, 'past');
  await readerOf(orgId).readUntil(1);
  const begun = gate();
  const go = gate();
  const running = append(orgId, 'running', () => {
    begun.resolve();
    return go.promise;
  });
  await begun.promise;
  const live = readerOf(orgId, await currentCursor(database));
  await append(orgId, 'later');
  go.resolve();
  await running;
  expect(await live.readUntil(2)).toEqual(['running', 'later']);
});

it('goes on after a restore, whose transactions have lower numbers', async () => {
  const superuser = new pg.Client({ connectionString: place.url });
  await superuser.connect();
  const orgId = randomUUID();
  const reader = readerOf(orgId);
  const insert = (epoch: number, xid: string, type: string) =>
    superuser.query(
      `insert into platform.event (org_id, epoch, xid, type, occurred_at, actor, data) values ($1, $2, $3, $4, now(), 'test', '{}')`,
      [orgId, epoch, xid, type],
    );
  try {
    await append(orgId, 'before the backup');
    await reader.readUntil(1);
    // The restored server numbers its transactions anew, so those of the old one look as if they were still to come.
    await insert(1, '9000000000', 'in the backup, numbered far ahead');
    expect(await reader.read()).toEqual([]);
    await superuser.query('update platform.epoch set number = 2');
    expect(await reader.readUntil(2)).toEqual(['before the backup', 'in the backup, numbered far ahead']);
    await insert(2, '5', 'after the restore');
    expect(await reader.readUntil(3)).toContain('after the restore');
    await append(orgId, 'and so on');
    expect((await reader.readUntil(4)).slice(2)).toEqual(['after the restore', 'and so on']);
  } finally {
    await superuser.end();
  }
});
