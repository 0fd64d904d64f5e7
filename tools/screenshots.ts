import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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
  { name: 'changes', path: '/changes', widthPx: 1360 },
] as const;

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
} finally {
  await browser.close();
}
