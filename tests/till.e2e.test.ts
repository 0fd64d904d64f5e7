import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { requireRightBooks } from '../apps/server/src/testing/require-right-books.ts';
import { createTestHouse, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { buildApp } from './support/build-app.ts';
import { launchBrowser, openContext } from './support/console-browser.ts';
import { complaints, patienceMs } from './support/console-complaints.ts';
import { until } from './support/until.ts';

const shots = process.env['BARROW_SHOTS'];

describe('a till', () => {
  let house: TestHouse;
  let here: string;
  let browser: Browser;
  let context: BrowserContext;
  let till: Page;
  const get = async (path: string): Promise<unknown> => (await house.api('GET', path)).body;
  const devices = async (): Promise<readonly unknown[]> => listAt(await get('/tills/devices'), 'items');
  const shoot = async (name: string): Promise<void> => {
    if (shots !== undefined) await till.screenshot({ path: `${shots}/till-${name}.png` });
  };
  const press = (name: string | RegExp) => till.getByRole('button', { name, exact: true }).click();
  /** As a scanner does, once there is something to scan into: fast, and Enter. */
  const scan = async (code: string): Promise<void> => {
    await till.getByRole('searchbox').waitFor();
    await till.keyboard.type(code);
    await till.keyboard.press('Enter');
  };
  const sellTo = async (cash: RegExp): Promise<void> => {
    await press('Pay');
    await till.getByRole('dialog').getByRole('button', { name: cash }).first().click();
    await till.getByRole('dialog', { name: 'Sold' }).waitFor();
    await press('Next customer');
  };

  beforeAll(async () => {
    await buildApp('till');
    house = await createTestHouse();
    here = house.locations[0].locationId;
    for (const [sku, name, gtin, price] of [
      ['SOAP', 'Rose soap', '4006381333931', 3_500_000],
      ['SALT', 'Bath salt', '4006381333924', 8_900_000],
    ] as const) {
      const item = await house.api('POST', '/items', { sku, name, gtins: [gtin], category: 'Bath' });
      const itemId = textAt(item.body, 'itemId');
      await house.api('POST', '/prices', { prices: [{ itemId, currency: 'EUR', unitPriceMicro: price }] });
    }
    const staff = { name: 'Mia', role: 'location-manager', locationIds: [here], pin: '2468' };
    await house.api('PUT', `/tills/staff/${randomUUID()}`, staff);
    browser = await launchBrowser();
    context = await openContext(browser, house.address);
    till = await context.newPage();
    till.setDefaultTimeout(10_000);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it('is set up with a code from head office, and asks who works', async () => {
    const made = await house.api('POST', '/tills/enrolments', { locationId: here, deviceName: 'Counter' });
    await till.goto(`/till/#code=${textAt(made.body, 'code')}`);
    await shoot('set-up');
    await press('Set up');
    await press('Mia');
    await till.getByLabel('PIN').fill('1111');
    await press('Unlock');
    await till.getByText('This is not the PIN.').waitFor();
    await till.getByLabel('PIN').fill('2468');
    await press('Unlock');
    await till.getByLabel('Cash in the drawer').fill('100');
    await press('Open');
    await till.getByText('The basket is empty').waitFor();
    await until('the shift is at head office', async () =>
      listAt(await get('/tills/shifts'), 'items').length === 1 ? true : undefined,
    );
    expect(await till.evaluate<string>('navigator.serviceWorker.ready.then((one) => one.active.state)')).toMatch(
      /^activat/,
    );
  });

  it('sells by scan, search and touch', async () => {
    await scan('4006381333931');
    await scan('4006381333931');
    await till.getByText('2 × €3.50').waitFor();
    await till.getByRole('searchbox').fill('salt');
    await till.getByRole('button', { name: /Bath salt/ }).click();
    await till.getByText('€15.90').first().waitFor();
    await shoot('basket');
    await press('Pay');
    await shoot('pay');
    await till.getByRole('button', { name: '€20.00' }).click();
    await till.getByText('Change €4.10').waitFor();
    await shoot('sold');
    await press('Next customer');
    const sale = await until(
      'the sale is at head office',
      async () => listAt(await get(`/sales?locationId=${here}`), 'items')[0],
    );
    expect(sale).toMatchObject({ totalMinor: 1_590 });
  });

  it('sells on without a line, also after a reload, and says what is not sent', async () => {
    await context.setOffline(true);
    await scan('4006381333924');
    await sellTo(/€8\.90/);
    await till.reload();
    await press('Mia');
    await till.getByLabel('PIN').fill('2468');
    await press('Unlock');
    await till.getByText('Offline: everything works, and is sent later').waitFor();
    await scan('4006381333931');
    await till.getByText('1 × €3.50').waitFor();
    await till.reload();
    await press('Mia');
    await till.getByLabel('PIN').fill('2468');
    await press('Unlock');
    await till.getByText('1 × €3.50').waitFor();
    await sellTo(/€3\.50/);
    await till.getByText(/2 not sent yet/).waitFor();
    expect(listAt(await get(`/sales?locationId=${here}`), 'items')).toHaveLength(1);
    await shoot('offline');
  });

  it('sells no more when it was too long without the server, until that answers', async () => {
    const early = await till.evaluate<number>('Date.now()');
    await till.clock.setSystemTime(early + 15 * 86_400_000);
    await till.reload();
    await press('Mia');
    await till.getByLabel('PIN').fill('2468');
    await press('Unlock');
    await till.getByText(/Too long without the server/).waitFor();
    await scan('4006381333931');
    await till.getByText('1 × €3.50').waitFor();
    expect(await till.getByRole('button', { name: 'Pay', exact: true }).isDisabled()).toBe(true);
    await press('Empty');
    await till.clock.setSystemTime(Date.now());
    await till.reload();
    await press('Mia');
    await till.getByLabel('PIN').fill('2468');
    await press('Unlock');
    await till.getByText('The basket is empty').waitFor();
  });

  it('takes goods back and voids by a receipt it knows, without a line, never more than was sold', async () => {
    await press('Receipts');
    await till.getByRole('button', { name: /-000001/ }).click();
    await press('Take back');
    await till.getByLabel(/Rose soap/).fill('3');
    await till.getByText('This is no amount.').waitFor();
    await till.getByLabel(/Rose soap/).fill('1');
    await press('Into the basket');
    await press('Pay');
    await till.getByRole('dialog', { name: 'To give back' }).getByText('€3.50').waitFor();
    await press('Complete');
    await till.getByRole('dialog', { name: 'Given back' }).waitFor();
    await press('Next customer');
    await press('Receipts');
    await till.getByRole('button', { name: /-000001/ }).click();
    await press('Take back');
    await till.getByLabel('Rose soap (≤ 1)').waitFor();
    await press('Close');
    await till.getByRole('button', { name: /-000002/ }).click();
    await press('Void');
    await till.getByLabel('Why is it void?').fill('A mistake');
    await till.getByRole('button', { name: 'Void' }).first().click();
    await till.getByRole('article').getByText('Void', { exact: true }).waitFor();
    expect(await till.getByRole('button', { name: 'Take back' }).count()).toBe(0);
    await press('Close');
  });

  it('closes the shift with what was counted', async () => {
    await press('Shift');
    // 100 and 15.90 and 3.50, less 3.50 given back; 8.90 is void.
    await till.getByLabel('Counted').fill('115.40');
    await press('Close the shift');
    await till.getByText('The shift is closed.').waitFor();
    expect(await till.getByText('-€0.50').count()).toBe(1);
    await shoot('shift');
  });

  it('comes back, and everything is at head office, once', async () => {
    await context.setOffline(false);
    await until('everything is sent', async () => {
      const [device] = await devices();
      return at(device, 'high') === 7 ? true : undefined;
    });
    await till.getByText('Online', { exact: true }).waitFor();
    const [device] = await devices();
    expect(device).toMatchObject({ standing: 'active', lastReceipt: 4, open: 0, anomalies: 0 });
    const [shift] = listAt(await get('/tills/shifts'), 'items');
    expect(shift).toMatchObject({ countedMinor: 11_540, expectedMinor: 11_590, differenceMinor: -50 });
    const sales = listAt(await get(`/sales?locationId=${here}`), 'items');
    expect(sales.map((sale) => at(sale, 'totalMinor')).toSorted((a, b) => Number(a) - Number(b))).toEqual([
      -350, 350, 890, 1_590,
    ]);
    await requireRightBooks(house);
  });

  it('has no complaint of axe-core on its screens', { timeout: patienceMs }, async () => {
    const wrong: string[] = [];
    for (const screen of ['Sell', 'Receipts', 'Shift', 'Not sent']) {
      await press(screen);
      wrong.push(...(await complaints(till)).map((one) => `${screen}: ${one}`));
    }
    await till.getByLabel('Language').selectOption('ar');
    expect(await till.evaluate<string>('document.documentElement.dir')).toBe('rtl');
    wrong.push(...(await complaints(till)).map((one) => `Arabic: ${one}`));
    await shoot('arabic');
    expect(wrong).toEqual([]);
  });

  it('that is revoked says so, and what it sells is kept for head office', async () => {
    await till.getByLabel('اللغة').selectOption('en');
    const [device] = await devices();
    await house.api('POST', `/tills/devices/${textAt(device, 'deviceId')}/revoke`, { why: 'a test' });
    await press('Sell');
    await till.getByLabel('Cash in the drawer').fill('0');
    await press('Open');
    await till.getByText(/was taken out of use/).waitFor();
    const fact = await until('a fact is kept', async () => listAt(await get('/tills/facts'), 'items')[0]);
    expect(fact).toMatchObject({ status: 'kept', action: 'tills.shift.open' });
  });
});
