import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../apps/server/src/platform/clock.ts';
import { createTestHouse, testPassword, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { buildApp } from './support/build-app.ts';
import { launchBrowser, openContext, signIn, visit } from './support/console-browser.ts';
import { complaints, patienceMs } from './support/console-complaints.ts';
import { must, seedConsoleNetwork, type ConsoleNetwork } from './support/console-network.ts';

describe('every room of the console', () => {
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

  const rooms = (): readonly { readonly path: string; readonly title: string }[] => {
    const [{ locationId, name }] = house.locations;
    return [
      { path: '/', title: 'Live network' },
      { path: `/locations/${locationId}`, title: name },
      { path: '/tasks', title: 'Tasks' },
      { path: '/notices', title: 'Notices' },
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
      { path: '/workflows/map?workflow=test/open-on-sunday', title: 'open-on-sunday' },
      { path: '/workflows/waits', title: 'Where it waits' },
      { path: `/workflows/${network.runId}`, title: 'open-on-sunday' },
      { path: '/changes', title: 'Changes' },
      { path: `/changes/${network.draftId}`, title: 'Try another neighbour' },
      { path: '/account', title: 'Your account' },
      { path: '/people', title: 'People' },
      { path: '/keys', title: 'API keys' },
      { path: '/tills', title: 'Tills' },
      { path: '/audit', title: 'Audit' },
      { path: '/connections', title: 'Connections' },
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
        await visit(page, path);
        await page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        wrong.push(...(await complaints(page)));
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
    patienceMs,
  );

  it('shows where workflows wait, lets many tasks be handed on at once, and a run be answered by hand', async () => {
    const page = await session.newPage();
    await must(house, 'POST', '/flows/definitions', {
      source: JSON.stringify({
        document: { dsl: '1.0.3', namespace: 'test', name: 'waits-long', version: '1.0.0' },
        do: [
          {
            nap: {
              wait: { days: 9 },
              metadata: { barrow: { part: { name: 'nap', title: 'How long it sleeps', levels: ['format'] } } },
            },
          },
          { last: { set: { slept: '${ . }' } } },
        ],
      }),
    });
    await must(house, 'POST', '/flows/runs', { id: newId(), namespace: 'test', name: 'waits-long' });
    await page.goto('/workflows/waits');
    const steps = page.getByRole('table', { name: 'Steps', exact: true });
    await steps.getByRole('row').filter({ hasText: 'askManager' }).getByText('a person').waitFor();
    await steps.getByRole('row').filter({ hasText: 'nap' }).getByRole('link', { name: 'waits-long' }).click();
    await page.getByRole('button', { name: /Wait.*nap.*1 here/ }).waitFor();
    await page.getByRole('button', { name: 'Let a place differ' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Which').selectOption({ label: 'Van' });
    await form.getByLabel('The step there').fill('{ "wait": { "days": "many" } }');
    await form.getByLabel('Why').fill('vans are quick');
    await form.getByRole('button', { name: 'Let a place differ' }).click();
    await form.getByRole('alert').getByText('/task').waitFor();
    await form.getByLabel('The step there').fill('{ "wait": { "seconds": 1 } }');
    await form.getByRole('button', { name: 'Let a place differ' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'vans are quick' })
      .getByRole('cell', { name: 'Van', exact: true })
      .waitFor();
    await page.getByRole('table', { name: 'Steps', exact: true }).getByRole('link', { name: '1', exact: true }).click();
    await page.getByRole('link', { name: 'waits-long', exact: true }).click();
    await page.getByRole('button', { name: 'Answer by hand' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go on with it' }).click();
    await page.getByText('Completed', { exact: true }).waitFor();

    await page.goto('/tasks');
    await page.getByLabel('Choose: Can you open on Sunday?').check();
    await page.getByRole('group', { name: '1 chosen' }).getByRole('button', { name: 'Hand on' }).click();
    await page.getByRole('dialog').getByLabel('To').selectOption({ label: 'Cashier' });
    await page.getByRole('dialog').getByRole('button', { name: 'Hand on' }).click();
    await page.getByText(/for Cashier/).waitFor();
    const tasks = await must(house, 'GET', '/tasks?kind=question');
    expect(tasks.at('items.0.assigneeRole')).toBe('cashier');
    await page.close();
  });
});
