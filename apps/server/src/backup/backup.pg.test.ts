import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';
import { listTables } from './tables.ts';

let house: TestHouse;
let folder: string;
let file: string;
const empties: TestDatabase[] = [];

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  empties.push(database);
  return database;
}

/** A digest of every table's rows, whatever their order. */
async function digests(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = new Map<string, string>();
    for (const { name, columns } of await listTables(client)) {
      const { rows } = await client.query<{ digest: string }>(
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as digest from (select ${columns.join(', ')} from ${name}) t`,
      );
      result.set(name, rows[0]?.digest ?? '');
    }
    return result;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  house = await createTestHouse({ withOwner: true });
  const [{ locationId }] = house.locations;
  const nasty = 'tab\there, back\\slash, line\nbreak, \\. and "quotes" – ü';
  for (let round = 0; round < 3; round += 1) {
    await house.api('POST', '/sales/batch', {
      sales: Array.from({ length: 50 }, (_, index) => ({
        id: randomUUID(),
        locationId,
        occurredAt: new Date().toISOString(),
        reference: 'a backup',
        lines: [{ code: `ITEM ${index % 20}`, description: nasty, qtyMilli: 1000 + index, unitPriceMicro: 1_990_000 }],
      })),
    });
  }
  folder = await mkdtemp(join(tmpdir(), 'barrow-backup-'));
  file = join(folder, 'all.gz');
});

afterAll(async () => {
  await house.close();
  await Promise.all(empties.map((database) => database.drop()));
  await rm(folder, { recursive: true, force: true });
});

describe('backup and restore', () => {
  it('puts back every row of every table, begins a new epoch and goes on working', async () => {
    await backup(house.databaseUrl, file, '2026-01-01T00:00:00Z');
    const target = await emptyDatabase();
    const { epoch } = await restore(target.url, file);
    const [before, after] = [await digests(house.databaseUrl), await digests(target.url)];
    before.delete('platform.epoch');
    after.delete('platform.epoch');
    expect(after).toEqual(before);
    expect(before.get('sales.sale')).toMatch(/^150 /);
    expect(epoch).toBe(2);
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    const { rows } = await client.query<{ max: string; next: string }>(
      `select max(position)::text as max, nextval(pg_get_serial_sequence('stock.move', 'position'))::text as next from stock.move`,
    );
    await client.end();
    expect(Number(rows[0]?.next)).toBe(Number(rows[0]?.max) + 1);
  });

  it('takes one moment while sales go on', async () => {
    const [{ locationId }] = house.locations;
    let stop = false;
    const selling = (async () => {
      while (!stop) {
        await house.api('POST', '/sales', {
          id: randomUUID(),
          locationId,
          occurredAt: new Date().toISOString(),
          lines: [{ code: 'LIVE', qtyMilli: 1000, unitPriceMicro: 1_000_000 }],
        });
      }
    })();
    await backup(house.databaseUrl, file, '2026-01-01T00:00:00Z');
    stop = true;
    await selling;
    const target = await emptyDatabase();
    await restore(target.url, file);
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    const { rows } = await client.query<{ difference: string }>(
      `select ((select sum(-on_hand_delta_milli) from stock.move) - (select sum(qty_milli) from sales.line))::text as difference`,
    );
    await client.end();
    expect(rows[0]?.difference).toBe('0');
  });

  it('refuses a database that is in use, and stores nothing of a file that is not whole', async () => {
    await backup(house.databaseUrl, file, '2026-01-01T00:00:00Z');
    await expect(restore(house.databaseUrl, file)).rejects.toThrow(/holds an organisation already/);
    const text = gunzipSync(await readFile(file)).toString('utf8');
    const cut = join(folder, 'cut.gz');
    await writeFile(cut, gzipSync(text.slice(0, text.length - 40)));
    const target = await emptyDatabase();
    await expect(restore(target.url, cut)).rejects.toThrow(/not whole|neither|JSON/);
    const torn = join(folder, 'torn.gz');
    await writeFile(torn, await readFile(file));
    await truncate(torn, 4_000);
    await expect(restore(target.url, torn)).rejects.toThrow(/unexpected end|not whole/);
    await writeFile(join(folder, 'foreign.gz'), gzipSync('hello\n'));
    await expect(restore(target.url, join(folder, 'foreign.gz'))).rejects.toThrow(/no backup of Barrow/);
    expect((await digests(target.url)).get('sales.sale')).toMatch(/^0 /);
  });
});
