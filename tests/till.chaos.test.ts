import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { verifyChains } from '../apps/server/src/modules/tills/index.ts';
import { createLogger } from '../apps/server/src/platform/logger.ts';
import { createDatabase } from '../apps/server/src/platform/postgres.ts';
import { listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { createApiClient } from './support/api-client.ts';
import { buildApp } from './support/build-app.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess } from './support/server-process.ts';
import { createTillBrowser, type ShownReceipt } from './support/till-browser.ts';
import { until } from './support/until.ts';

const rounds = 4;
const salesInRound = 6;

it('loses and doubles no sale whose receipt was shown, whatever is killed and whichever answers are lost', async () => {
  await buildApp('till');
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  let server = await startServerProcess({ databaseUrl: database.url });
  onTestFinished(async () => server.end('SIGKILL'));
  const { address, port } = server;
  const shape = { organisations: 1, locations: 1, items: 3, openingMilli: 1_000_000 };
  const [organisation] = await seedOrganisations(database.url, address, shape);
  if (organisation === undefined) throw new Error('no organisation');
  const owner = createApiClient(address, organisation.ownerKey, 2);
  onTestFinished(() => owner.close());
  const [locationId = ''] = organisation.locationIds;
  const made = await owner.must('POST', '/tills/enrolments', { locationId, deviceName: 'Attacked' });

  const till = await createTillBrowser(address);
  onTestFinished(() => till.close());
  const shown: ShownReceipt[] = [];
  await till.start();
  await till.page().goto(`/till/#code=${textAt(made, 'code')}`);
  await till.page().getByRole('button', { name: 'Set up' }).click();
  await till.page().getByLabel('Cash in the drawer').fill('50');
  await till.page().getByRole('button', { name: 'Open' }).click();
  await till.page().getByRole('searchbox').waitFor();
  await till.page().evaluate('navigator.serviceWorker.ready');

  let [lost, repeated] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    // Of three pushes one comes late, one comes twice, and of one the answer is lost after the server has committed.
    let pushes = 0;
    await till.context().route('**/tills/sync/facts', async (route) => {
      pushes += 1;
      if (pushes % 3 === 1) await sleep(150);
      if (pushes % 3 === 1) return route.continue().catch(() => undefined);
      const answer = await route.fetch().catch(() => undefined);
      if (pushes % 3 === 2 && answer !== undefined) {
        const again = await route.fetch().catch(() => undefined);
        if (again?.status() === 401) repeated += 1;
        return route.fulfill({ response: answer }).catch(() => undefined);
      }
      lost += 1;
      return route.abort().catch(() => undefined);
    });
    if (round === 1) await server.end('SIGKILL');
    for (let sale = 0; sale < salesInRound; sale += 1)
      shown.push(await till.sell(organisation.skus[sale % organisation.skus.length] ?? ''));
    // The browser dies in the middle of the next sale, at a moment that nobody chose.
    const dying = till.sell(organisation.skus[0] ?? '').then(
      (receipt) => void shown.push(receipt),
      () => undefined,
    );
    await sleep(Math.random() * 250);
    await till.kill();
    await dying;
    if (round === 2) server = await startServerProcess({ databaseUrl: database.url, port });
    await till.start();
    await till.page().goto('/till/');
    await till.page().getByRole('searchbox').waitFor();
    // What was in the basket when it died is still there, or was sold.
    const empty = till.page().getByRole('button', { name: 'Empty', exact: true });
    if (await empty.isEnabled()) await empty.click();
  }

  // Two tabs sell at the same time, each on its own; one of them is closed in between.
  const other = await till.context().newPage();
  await other.goto('/till/');
  await other.getByRole('searchbox').waitFor();
  const inTab = async (tab: Page, times: number): Promise<void> => {
    for (let sale = 0; sale < times; sale += 1) shown.push(await till.sell(organisation.skus[1] ?? '', tab));
  };
  await Promise.all([inTab(till.page(), 2).then(() => till.page().close()), inTab(other, 4)]);

  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  onTestFinished(() => client.end());
  await until('everything is sent', async () => {
    const [device] = listAt(await owner.must('GET', '/tills/devices'), 'items');
    const status = await till.page().locator('[role="status"]').first().innerText();
    return device !== undefined && /^Online$/.test(status) ? device : undefined;
  });
  const sales = await client.query<{ receipt_number: string; total_minor: string }>(
    'select receipt_number, total_minor from sales.sale order by receipt_number',
  );
  const numbers = sales.rows.map((row) => row.receipt_number);
  expect(lost).toBeGreaterThan(0);
  // The same proof a second time is refused.
  expect(repeated).toBeGreaterThan(0);
  expect(shown.length).toBeGreaterThanOrEqual(rounds * salesInRound);
  expect(shown.filter(({ number }) => numbers.filter((one) => one === number).length !== 1)).toEqual([]);
  for (const { number, total } of shown) {
    const row = sales.rows.find((one) => one.receipt_number === number);
    expect(Number(row?.total_minor)).toBe(Math.round(Number(total.replace(/[^\d.]/g, '')) * 100));
  }
  // Every number from the first on, and the chain from the first fact to the last.
  expect(numbers.map((number) => Number(number.slice(-6)))).toEqual(numbers.map((_, index) => index + 1));
  const app = createDatabase({ url: database.url, size: 1, role: 'barrow_app', log: createLogger('silent') });
  onTestFinished(() => app.close());
  const [proof] = await verifyChains(app, organisation.orgId);
  expect(proof).toMatchObject({ firstBreak: null, receipts: numbers.length, lost: [] });
  const left = await client.query(`select from tills.fact where status <> 'stored'`);
  expect(left.rowCount).toBe(0);
  console.info(`${shown.length} receipts shown, ${numbers.length} sales stored`);
});
