import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath } from './console-browser.ts';

/** A receipt as it stood on the screen. */
export type ShownReceipt = { readonly number: string; readonly total: string };

/** A till in a browser of its own, which can be killed and started again on the same disk. */
export type TillBrowser = {
  page(): Page;
  context(): BrowserContext;
  /** Starts the browser again, on what the killed one left. */
  start(): Promise<void>;
  /** SIGKILL to all of its processes. */
  kill(): Promise<void>;
  /** Sells one of what a code stands for, paid exactly in cash, in the first tab unless told; answers the receipt that was shown. */
  sell(code: string, tab?: Page): Promise<ShownReceipt>;
  close(): Promise<void>;
};

export async function createTillBrowser(address: string): Promise<TillBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'barrow-till-'));
  let context: BrowserContext | undefined;
  const now = (): BrowserContext => {
    if (context === undefined) throw new Error('the browser is not running');
    return context;
  };
  const page = (): Page => {
    const [first] = now().pages();
    if (first === undefined) throw new Error('the browser has no page');
    return first;
  };
  return {
    page,
    context: now,
    async start() {
      context = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumPath(),
        args: [...chromiumFlags],
        baseURL: address,
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
      });
      context.setDefaultTimeout(15_000);
    },
    async kill() {
      for (const pid of await processesWith(profile)) process.kill(pid, 'SIGKILL');
      await context?.close().catch(() => undefined);
      context = undefined;
    },
    async sell(code, till = page()) {
      await till.keyboard.type(code);
      await till.keyboard.press('Enter');
      await till.getByRole('button', { name: 'Pay', exact: true }).click();
      await till
        .getByRole('dialog')
        .getByRole('button', { name: /^Exact/ })
        .click();
      const receipt = till.getByRole('dialog', { name: 'Sold' }).getByRole('article');
      const text = await receipt.innerText();
      const shown = { number: /\S+-T\d+-\d{6}/.exec(text)?.[0] ?? '', total: /Total\s+(\S+)/.exec(text)?.[1] ?? '' };
      await till.getByRole('button', { name: 'Next customer' }).click();
      return shown;
    },
    async close() {
      await context?.close().catch(() => undefined);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Processes whose command line names this. */
async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) found.push(pid);
  }
  return found;
}
