import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { newId } from '../apps/server/src/platform/clock.ts';
import { at, listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { launchBrowser, openContext, signIn } from '../tests/support/console-browser.ts';

/**
 * Takes the pictures of the documents from a running demo: `node tools/screenshots.ts ADDRESS E-MAIL PASSWORD`, with what
 * `./barrow up` printed.
 */
const [address, email, password] = process.argv.slice(2);
if (address === undefined || email === undefined || password === undefined) {
  throw new Error('usage: node tools/screenshots.ts ADDRESS E-MAIL PASSWORD');
}
const folder = join(import.meta.dirname, '../docs/screenshots');
/** Long enough for some live sales to arrive. */
const livelyMs = 8_000;

const pictures = [
  { name: 'live-network', path: '/', widthPx: 1360 },
  { name: 'live-network-phone', path: '/', widthPx: 390 },
  { name: 'purchase-orders', path: '/orders', widthPx: 1360 },
  { name: 'proposals', path: '/proposals', widthPx: 1360 },
  { name: 'playbooks', path: '/playbooks', widthPx: 1360 },
] as const;

/** A change of the stock-out playbook's workflow, for the picture of the builder; given up again afterwards. */
async function beginDraft(page: Page): Promise<string> {
  const ask = async (method: 'get' | 'put', path: string, data?: object): Promise<unknown> => {
    const answer = await page.request[method](`/api/v1${path}`, data === undefined ? {} : { data });
    return answer.json();
  };
  const definitions = listAt(await ask('get', '/flows/definitions?limit=100'), 'items');
  const used = definitions.find((one) => at(one, 'name') === 'stock-out-transfer');
  const baseDefinitionId = textAt(used, 'definitionId');
  const source = textAt(await ask('get', `/flows/definitions/${baseDefinitionId}`), 'source').replace(
    /version: 1\..*/,
    'version: 9.0.0',
  );
  const draftId = newId();
  await ask('put', `/flows/drafts/${draftId}`, { title: 'Ask two neighbours', source, baseDefinitionId });
  return draftId;
}

/** A till of the demo's first shop on a tablet and on a phone: set up, some things in the basket, being paid. */
async function shootTill(page: Page, widthPx: number, name: string): Promise<void> {
  const locations = listAt(await (await page.request.get('/api/v1/locations?limit=50')).json(), 'items');
  const locationId = textAt(
    locations.find((one) => at(one, 'format') === 'shop'),
    'locationId',
  );
  const data = { locationId, deviceName: 'For the pictures' };
  const made: unknown = await (await page.request.post('/api/v1/tills/enrolments', { data })).json();
  await page.setViewportSize({ width: widthPx, height: widthPx < 500 ? 800 : 768 });
  await page.goto(`/till/#code=${textAt(made, 'code')}`);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Cash in the drawer').fill('150');
  await page.getByRole('button', { name: 'Open' }).click();
  const tiles = page.locator('.tiles button');
  for (const index of [0, 3, 3, 5]) await tiles.nth(index).click();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await page.screenshot({ path: join(folder, `${name}-pay.png`) });
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Exact/ })
    .click();
  await page.getByRole('dialog', { name: 'Sold' }).waitFor();
  await page.screenshot({ path: join(folder, `${name}-sold.png`) });
  await page.getByRole('button', { name: 'Next customer' }).click();
  await page.getByText('Online', { exact: true }).waitFor();
  process.stdout.write(`docs/screenshots/${name}*.png\n`);
  const devices = listAt(await (await page.request.get('/api/v1/tills/devices')).json(), 'items');
  for (const device of devices)
    if (at(device, 'name') === data.deviceName && at(device, 'standing') === 'active')
      await page.request.post(`/api/v1/tills/devices/${textAt(device, 'deviceId')}/revoke`, {
        data: { why: 'pictures' },
      });
}

await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
try {
  for (const { name, path, widthPx } of pictures) {
    const context = await openContext(browser, address, { colorScheme: 'light', widthPx });
    const page = await context.newPage();
    await signIn(page, email, password);
    await page.goto(path);
    await page.waitForTimeout(livelyMs);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
    process.stdout.write(`docs/screenshots/${name}.png\n`);
  }
  const context = await openContext(browser, address, { colorScheme: 'light', widthPx: 1360 });
  const page = await context.newPage();
  await signIn(page, email, password);
  const draftId = await beginDraft(page);
  await page.goto(`/changes/${draftId}`);
  await page
    .getByRole('button', { name: /askSource/ })
    .or(page.getByRole('button', { name: /findSource/ }))
    .first()
    .click();
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, 'builder.png') });
  process.stdout.write('docs/screenshots/builder.png\n');
  await page.request.post(`/api/v1/flows/drafts/${draftId}/discard`, { data: {} });
  await context.close();
  for (const [widthPx, name] of [
    [1024, 'till'],
    [390, 'till-phone'],
  ] as const) {
    const own = await openContext(browser, address, { colorScheme: 'light', widthPx });
    const till = await own.newPage();
    await signIn(till, email, password);
    await shootTill(till, widthPx, name);
    await own.close();
  }
} finally {
  await browser.close();
}
