import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHouse, testPassword, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { buildConsole } from './support/build-console.ts';
import { launchBrowser, openContext, shareSession, signIn, type Look } from './support/console-browser.ts';
import { seedConsoleNetwork, type ConsoleNetwork } from './support/console-network.ts';

const looks: readonly Look[] = [
  { colorScheme: 'light', widthPx: 1280 },
  { colorScheme: 'dark', widthPx: 1280 },
  { colorScheme: 'light', widthPx: 360 },
  { colorScheme: 'dark', widthPx: 360 },
];

/** What axe found, in words that say where. */
async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.html}`));
}

describe('every room of the console', () => {
  let house: TestHouse;
  let network: ConsoleNetwork;
  let browser: Browser;
  let session: BrowserContext;

  beforeAll(async () => {
    await buildConsole();
    house = await createTestHouse({ withOwner: true });
    network = await seedConsoleNetwork(house);
    browser = await launchBrowser();
    session = await openContext(browser, house.address);
    await signIn(await session.newPage(), 'owner@example.com', testPassword);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  const rooms = (): readonly { readonly path: string; readonly title: string }[] => {
    const [{ locationId, name }] = house.locations;
    return [
      { path: '/', title: 'Live network' },
      { path: `/locations/${locationId}`, title: name },
      { path: '/tasks', title: 'Tasks' },
      { path: '/stock', title: 'Stock' },
      { path: `/stock/${locationId}/${network.itemId}`, title: `Fern soap at ${name}` },
      { path: '/transfers', title: 'Transfers' },
      { path: '/items', title: 'Items' },
      { path: `/items/${network.itemId}`, title: 'Fern soap' },
      { path: '/proposals', title: 'Proposals' },
      { path: '/orders', title: 'Purchase orders' },
      { path: `/orders/${network.orderId}`, title: `Order ${network.orderNumber}` },
      { path: '/suppliers', title: 'Suppliers' },
      { path: `/suppliers/${network.supplierId}`, title: 'Soap works' },
      { path: '/people', title: 'People' },
      { path: '/keys', title: 'API keys' },
      { path: '/exchange', title: 'Import and export' },
      { path: '/settings', title: 'Settings' },
      { path: '/nowhere', title: 'There is no such room' },
    ];
  };

  async function withPage(look: Look, work: (page: Page) => Promise<void>): Promise<void> {
    const context = await openContext(browser, house.address, look);
    try {
      await shareSession(session, context);
      await work(await context.newPage());
    } finally {
      await context.close();
    }
  }

  for (const look of looks) {
    it(`has no axe-core violation and no sideways scrolling, ${look.colorScheme} at ${look.widthPx} px`, async () => {
      await withPage(look, async (page) => {
        const broken: string[] = [];
        page.on('pageerror', (error) => broken.push(error.message));
        for (const { path, title } of rooms()) {
          await page.goto(path);
          await page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor();
          await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
          const sideways = await page.evaluate<number>(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          if (sideways > 0) broken.push(`${path} is ${sideways} px too wide`);
          broken.push(...(await violations(page)).map((one) => `${path} ${one}`));
        }
        expect(broken).toEqual([]);
      });
    }, 240_000);

    it(`has dialogs without an axe-core violation, ${look.colorScheme} at ${look.widthPx} px`, async () => {
      await withPage(look, async (page) => {
        const dialogs = [
          { path: '/', button: 'Add a location' },
          { path: '/stock', button: 'Count' },
          { path: '/stock', button: 'Transfer' },
          { path: '/items', button: 'Add an item' },
          { path: `/items/${network.itemId}`, button: 'Add a price' },
          { path: '/orders', button: 'Draft an order' },
          { path: `/orders/${network.orderId}`, button: 'Receive goods' },
          { path: '/suppliers', button: 'Add a supplier' },
          { path: '/people', button: 'Invite a person' },
          { path: '/keys', button: 'Make a key' },
          { path: '/settings', button: 'Add a rate' },
        ];
        const broken: string[] = [];
        for (const { path, button } of dialogs) {
          await page.goto(path);
          await page.getByRole('button', { name: button, exact: true }).click();
          await page.getByRole('dialog').waitFor();
          broken.push(...(await violations(page)).map((one) => `${path} ${button} ${one}`));
        }
        expect(broken).toEqual([]);
      });
    }, 240_000);

    it(`has gates without an axe-core violation, ${look.colorScheme} at ${look.widthPx} px`, async () => {
      const context = await openContext(browser, house.address, look);
      try {
        const page = await context.newPage();
        const broken: string[] = [];
        for (const path of ['/sign-in', '/forgot-password', '/reset-password', '/invitation', '/company']) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          broken.push(...(await violations(page)).map((one) => `${path} ${one}`));
        }
        expect(broken).toEqual([]);
      } finally {
        await context.close();
      }
    });
  }
});
