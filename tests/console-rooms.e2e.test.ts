import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHouse, testPassword, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { buildConsole } from './support/build-console.ts';
import { launchBrowser, openContext, signIn, type Look } from './support/console-browser.ts';
import { seedConsoleNetwork, type ConsoleNetwork } from './support/console-network.ts';

type Check = Look & {
  /** What differs from the looks before: everything, or only what colours decide. */
  readonly rules: 'all' | 'colours';
};

/** Ways to look at a page, in the order in which one leads to the next. */
const looks: readonly Check[] = [
  { colorScheme: 'light', widthPx: 1280, rules: 'all' },
  { colorScheme: 'dark', widthPx: 1280, rules: 'colours' },
  { colorScheme: 'dark', widthPx: 360, rules: 'colours' },
  { colorScheme: 'light', widthPx: 360, rules: 'all' },
];
const heightPx = 860;
const patienceMs = 400_000;

/** What is wrong with a page in each look, in words that say where: what axe-core finds, and sideways scrolling. */
async function complaints(page: Page): Promise<readonly string[]> {
  const all: string[] = [];
  for (const { colorScheme, widthPx, rules } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: widthPx, height: heightPx });
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    if (rules === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    const sideways = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    const where = `${new URL(page.url()).pathname}, ${colorScheme} at ${widthPx} px`;
    if (sideways > 0) all.push(`${where}: ${sideways} px too wide`);
    for (const { id, nodes } of violations)
      all.push(...nodes.map((node) => `${where}: ${id}: ${node.target.join(' ')}: ${node.html.slice(0, 200)}`));
  }
  await page.setViewportSize({ width: looks[0]?.widthPx ?? 1280, height: heightPx });
  return all;
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
      { path: '/playbooks', title: 'Playbooks' },
      { path: '/playbooks/stock-out-transfer', title: 'Stock-out alarm with a transfer' },
      { path: '/workflows', title: 'Workflows' },
      { path: `/workflows/${network.runId}`, title: 'open-on-sunday' },
      { path: '/changes', title: 'Changes' },
      { path: `/changes/${network.draftId}`, title: 'Try another neighbour' },
      { path: '/account', title: 'Your account' },
      { path: '/people', title: 'People' },
      { path: '/keys', title: 'API keys' },
      { path: '/exchange', title: 'Import and export' },
      { path: '/settings', title: 'Settings' },
      { path: '/nowhere', title: 'There is no such room' },
    ];
  };

  it(
    'has no axe-core violation and no sideways scrolling, in light and dark, on a desk and a phone',
    async () => {
      const page = await session.newPage();
      const wrong: string[] = [];
      page.on('pageerror', (error) => wrong.push(error.message));
      for (const { path, title } of rooms()) {
        await page.goto(path);
        await page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        wrong.push(...(await complaints(page)));
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
    patienceMs,
  );

  it(
    'has dialogs of which the same is true',
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
        { path: '/playbooks/stock-out-transfer', button: 'Add an exception' },
        { path: '/changes', button: 'New change' },
        { path: '/changes', button: 'Stop…' },
        { path: '/people', button: 'Invite a person' },
        { path: '/keys', button: 'Make a key' },
        { path: '/settings', button: 'Add a rate' },
      ];
      for (const { path, button } of dialogs) {
        await page.goto(path);
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.getByRole('dialog').waitFor();
        wrong.push(...(await complaints(page)).map((one) => `${button}: ${one}`));
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
    patienceMs,
  );

  it(
    'has a builder of whose parts the same is true',
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
    'has gates of which the same is true',
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
