import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Look = { readonly colorScheme: 'light' | 'dark'; readonly widthPx: number };

export const desktop: Look = { colorScheme: 'light', widthPx: 1280 };

const heightPx = 860;

/** Chromium as the check found it, else where Debian puts it. */
export function chromiumPath(): string {
  const path = process.env['BARROW_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(path)) throw new Error(`There is no Chromium at ${path}: set BARROW_CHROMIUM.`);
  return path;
}

/** A browser with an empty profile of its own. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...chromiumFlags] });
}

/** A fresh browser context that looks at a server, in English and Berlin's time. */
export async function openContext(browser: Browser, address: string, look: Look = desktop): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: look.colorScheme,
    viewport: { width: look.widthPx, height: heightPx },
  });
  context.setDefaultTimeout(30_000);
  return context;
}

/** Signs in through the form, and waits for the frame of the rooms. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'attached' });
}

/** Goes to a room as a link does: the page stays, only what it shows changes. For tests that go through many rooms. */
export async function visit(page: Page, path: string): Promise<void> {
  if (!page.url().startsWith('http')) {
    await page.goto(path);
    return;
  }
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);
}
