import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { run } from './export.ts';

let house: TestHouse;
let folder: string;
beforeAll(async () => {
  house = await createTestHouse();
  folder = await mkdtemp(join(tmpdir(), 'barrow-export-'));
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

const command = (positionals: readonly string[]): Promise<number> =>
  run({ values: { 'database-url': house.databaseUrl, data: folder }, positionals });

it('writes the table that the API answers', async () => {
  await house.api('POST', '/items', { sku: 'SOAP', name: 'Soap, "large"' });
  const file = join(folder, 'items.csv');
  expect(await command(['items', file])).toBe(0);
  const response = await fetch(`${house.address}/api/v1/items.csv`, {
    headers: { authorization: `Bearer ${house.keys.owner}` },
  });
  expect(await readFile(file)).toEqual(Buffer.from(await response.arrayBuffer()));
});

it('names the tables there are', async () => {
  await expect(command(['soap'])).rejects.toThrow(
    'There are: assortment, items, locations, prices, supplier-items, suppliers.',
  );
});
