import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatorCode } from '../apps/server/src/testing/authenticator-code.ts';
import { createTestHouse, testPassword, type TestHouse } from '../apps/server/src/testing/test-house.ts';
import { buildApp } from './support/build-app.ts';
import { launchBrowser, openContext, signIn } from './support/console-browser.ts';

const email = 'owner@example.com';

describe('an account', () => {
  let house: TestHouse;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let secret: string;
  let codes: string[];

  beforeAll(async () => {
    await buildApp('console');
    house = await createTestHouse({ withOwner: true });
    browser = await launchBrowser();
    // Passkeys belong to a name: under 127.0.0.1 they do not work.
    context = await openContext(browser, house.address.replace('127.0.0.1', 'localhost'));
    page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  async function leave(): Promise<void> {
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }
  async function account(): Promise<void> {
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Your account' }).click();
    await page.getByRole('heading', { name: 'Your account', level: 1 }).waitFor();
  }
  async function enterPassword(): Promise<void> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(testPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  it('gets a passkey, and is entered with it', async () => {
    await signIn(page, email, testPassword);
    await account();
    await page.getByLabel('Name').fill('Office laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('listitem').getByText('Office laptop').waitFor();
    await leave();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'attached' });
    const audit = await house.sql<{ action: string }>(
      `select action from platform.audit where action like 'identity.passkey.%'`,
    );
    expect(audit).toEqual([{ action: 'identity.passkey.add' }]);
  });

  it('gets a second factor, and asks for its code after the password', async () => {
    await account();
    const card = page.getByRole('region', { name: 'Second factor' });
    await card.getByLabel('Your password, to make sure it is you').fill(testPassword);
    await card.getByRole('button', { name: 'Set it up' }).click();
    await card.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    secret = (await card.locator('.code').first().textContent()) ?? '';
    codes = ((await card.getByLabel('Backup codes').textContent()) ?? '').split('\n');
    await card.getByLabel('Code of the app').fill('000000');
    await card.getByRole('button', { name: 'Confirm' }).click();
    await card.getByText('This code is wrong or too old. Take the next one.').waitFor();
    await card.getByLabel('Code of the app').fill(authenticatorCode(secret));
    await card.getByRole('button', { name: 'Confirm' }).click();
    await card.getByText(/It is on: signing in/).waitFor();
    await leave();
    await enterPassword();
    await page.getByLabel('Code of your authenticator app').fill(authenticatorCode(secret));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'attached' });
    expect(codes.length).toBeGreaterThanOrEqual(8);
  });

  it('is entered with a backup code where the app is not at hand', async () => {
    await leave();
    await enterPassword();
    await page.getByRole('button', { name: 'Use a backup code instead' }).click();
    await page.getByLabel('Backup code').fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'attached' });
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('shows where it is signed in, and ends that elsewhere', async () => {
    const other = await openContext(browser, house.address);
    const elsewhere = await other.newPage();
    await elsewhere.goto('/sign-in');
    expect(await elsewhere.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0);
    await elsewhere.getByLabel('E-mail').fill(email);
    await elsewhere.getByLabel('Password', { exact: true }).fill(testPassword);
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
    // Codes of the app are limited to three in ten seconds.
    await elsewhere.getByRole('button', { name: 'Use a backup code instead' }).click();
    await elsewhere.getByLabel('Backup code').fill(codes[1] ?? '');
    await elsewhere.getByRole('button', { name: 'Confirm' }).click();
    await elsewhere.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'attached' });
    await account();
    const sessions = page.getByRole('region', { name: 'Signed in' });
    await sessions.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await sessions
      .getByRole('button', { name: /^Sign out:/ })
      .first()
      .waitFor({ state: 'detached' });
    await expect
      .poll(
        async () => {
          await elsewhere.goto('/items');
          return elsewhere.getByRole('heading', { name: 'Sign in' }).count();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(1);
    await other.close();
  });
});
