import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHouse, testPassword, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { buildApp } from './support/build-app.ts';
import { launchBrowser, openContext, signIn, visit } from './support/console-browser.ts';
import { complaints, patienceMs } from './support/console-complaints.ts';
import { seedConsoleNetwork, type ConsoleNetwork } from './support/console-network.ts';

describe('what opens in the console', () => {
  let house: TestHouse;
  let network: ConsoleNetwork;
  let browser: Browser;
  let session: BrowserContext;

  beforeAll(async () => {
    await buildApp('console');
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

  it(
    'has no axe-core violation and no sideways scrolling, as dialogs',
    async () => {
      const page = await session.newPage();
      const wrong: string[] = [];
      const dialogs = [
        { path: '/', button: 'Add a location' },
        { path: '/stock', button: 'Count' },
        { path: '/stock', button: 'Transfer' },
        { path: '/items', button: 'Add an item' },
        { path: `/items/${network.itemId}`, button: 'Add a price' },
        { path: '/orders', button: 'Draft an order' },
        { path: `/orders/${network.orderId}`, button: 'Receive goods' },
        { path: '/suppliers', button: 'Add a supplier' },
        { path: '/tasks', button: 'Answer: Can you open on Sunday?' },
        { path: '/tasks', button: 'Hand on: Can you open on Sunday?' },
        { path: '/workflows?status=waiting', button: 'Suspend' },
        { path: '/workflows/map?workflow=barrow/delivery-late', button: 'Let a place differ' },
        { path: '/playbooks/stock-out-transfer', button: 'Add an exception' },
        { path: '/changes', button: 'New change' },
        { path: '/changes', button: 'Stop…' },
        { path: '/changes', button: 'New rule' },
        { path: '/people', button: 'Invite a person' },
        { path: '/keys', button: 'Make a key' },
        { path: '/tills', button: 'Set up a till' },
        { path: '/tills', button: 'Add somebody' },
        { path: '/notices', button: 'Add a channel' },
        { path: '/connections', button: 'Add a connection' },
        { path: '/connections', button: 'Store a secret' },
        { path: '/settings', button: 'Add a rate' },
      ];
      for (const { path, button } of dialogs) {
        await visit(page, path);
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.getByRole('dialog').waitFor();
        wrong.push(...(await complaints(page, '[role="dialog"]')).map((one) => `${button}: ${one}`));
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
    patienceMs,
  );

  it(
    'has none as parts of the builder',
    async () => {
      const page = await session.newPage();
      const wrong: string[] = [];
      await page.goto(`/changes/${network.draftId}`);
      const picture = page.getByRole('region', { name: 'Picture of the workflow' });
      await picture.getByRole('button', { name: /askOutside/ }).click();
      await page.getByRole('button', { name: 'Repair: catch what fails' }).waitFor();
      wrong.push(...(await complaints(page)));
      for (const part of ['Text', 'Try', 'Review']) {
        await page.getByRole('tab', { name: part }).click();
        wrong.push(...(await complaints(page)).map((one) => `${part}: ${one}`));
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
    patienceMs,
  );

  it(
    'has none before one has signed in',
    async () => {
      const context = await openContext(browser, house.address);
      const page = await context.newPage();
      const wrong: string[] = [];
      for (const path of ['/sign-in', '/forgot-password', '/reset-password', '/invitation', '/company']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        wrong.push(...(await complaints(page)));
      }
      expect(wrong).toEqual([]);
      await context.close();
    },
    patienceMs,
  );
});
