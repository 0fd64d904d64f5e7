import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { runBusyShop } from '../testing/busy-shop.ts';
import { listAt } from '../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { commands } from './commands.ts';
import { runCommandLine } from './run-command-line.ts';

let house: TestHouse;
let data: string;
beforeAll(async () => {
  house = await createTestHouse();
  await runBusyShop(house);
  data = await mkdtemp(join(tmpdir(), 'barrow-verify-'));
});
afterAll(async () => {
  await house.close();
  await rm(data, { recursive: true });
});
afterEach(() => vi.restoreAllMocks());

async function run(...options: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const keep = (text: string | Uint8Array): boolean => {
    out += text.toString();
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  const argv = ['verify', '--database-url', house.databaseUrl, '--data', data, ...options];
  const code = await runCommandLine(commands, argv, { out: keep, err: keep });
  vi.restoreAllMocks();
  return { code, out };
}

it('ends with 0 when the books are right, and says so', async () => {
  expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('No difference') as unknown });
});

it('ends with 1 and tells every difference when they are not', async () => {
  await house.sql('update stock.balance set on_hand_milli = on_hand_milli + 1000');
  const told = await run('--org', 'Test');
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/balance locationId .*: onHandMilli is \d+, recomputed \d+/);
  const json = await run('--json');
  expect(json.code).toBe(1);
  expect(listAt(JSON.parse(json.out), 'differences').length).toBeGreaterThan(1);
});

it('proves the chains of tills, and knows nothing else to verify', async () => {
  expect(await run('receipts')).toMatchObject({ code: 0, out: expect.stringContaining('No till.') as unknown });
  expect((await run('nonsense')).code).toBe(2);
});
