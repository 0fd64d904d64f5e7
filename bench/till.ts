import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import type { SignedFact } from '@barrow/contracts';
import { gtinCheckDigit } from '@barrow/kernel';
import { chainFact, linkOf } from '@barrow/sync';
import { at, textAt } from '../apps/server/src/testing/json-at.ts';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { enrolTill, type TestTill } from '../apps/server/src/testing/test-till.ts';
import { createApiClient, type ApiClient } from '../tests/support/api-client.ts';
import { buildApp } from '../tests/support/build-app.ts';
import type { SeededOrganisation } from '../tests/support/seeded-organisation.ts';
import { createTillBrowser, type TillBrowser } from '../tests/support/till-browser.ts';
import { until } from '../tests/support/until.ts';
import { startLoad } from './load-process.ts';
import { SingleLoadResult, type SingleLoad } from './load-protocol.ts';
import { percentile } from './percentile.ts';
import { rounded, type Measurement } from './report.ts';
import { startNetwork } from './running-network.ts';
import type { Surroundings } from './surroundings.ts';

const items = 20_000;
const scans = 200;
const starts = 5;
const slower = 4;
const queued = 10_000;
const tills = 500;
const salesOfTill = 200;
const liveSalesPerS = 50;
const liveSeconds = 15;

export const tillNotes = [
  `scan_to_line: from the scanner's Enter to the frame after the line is there; cold_start_offline: from the beginning of the load to the frame after the search field is there. Both with ${items} items, in Chromium without a screen, the processor ${slower} times slower; the start is the slowest of ${starts}.`,
  `drain: ${queued} sales that wait in a browser's store, from the line coming back to the last verdict stored there.`,
  `reconnect: ${tills} tills with ${salesOfTill} sales each push at once, until the last is stored; beside them ${liveSalesPerS} live sales/s for ${liveSeconds} s, each a request of its own.`,
];
const parseSingles = compileSchema(SingleLoadResult);

/** How a till feels, and how its server takes many at once. */
export async function benchTill(surroundings: Surroundings): Promise<Measurement[]> {
  const { tell } = surroundings;
  await buildApp('till');
  const { server, organisations } = await startNetwork(surroundings, 1);
  const [one] = organisations;
  if (one === undefined) throw new Error('there is no organisation');
  const owner = createApiClient(server.address, one.ownerKey, 4, 60_000);
  surroundings.onEnd(() => owner.close());
  const reconnected = await reconnect(surroundings, server.address, owner, one);
  tell(`adding items until there are ${items}`);
  const gtins = await addItems(owner, items - one.itemIds.length);
  const till = await createTillBrowser(server.address);
  surroundings.onEnd(() => till.close());
  const code = await codeFor(owner, one);
  await till.start();
  await till.page().goto(`/till/#code=${code}`);
  await till.page().getByRole('button', { name: 'Set up' }).click();
  await till.page().getByLabel('Cash in the drawer').fill('0', { timeout: 60_000 });
  await till.page().getByRole('button', { name: 'Open' }).click();
  await till.page().getByRole('searchbox').waitFor();
  await till.page().evaluate('navigator.serviceWorker.ready');
  await until('all items are there', async () => ((await countItems(till)) >= items ? true : undefined), 120_000);
  const drained = await drain(surroundings, till, owner, one);
  const startMs = await coldStarts(surroundings, till);
  const scanMs = await scanTimes(surroundings, till, gtins);
  return [
    { metric: 'scan_to_line_p95_ms', value: rounded(percentile(scanMs, 0.95)), unit: 'ms' },
    { metric: 'scan_to_line_p50_ms', value: rounded(percentile(scanMs, 0.5)), unit: 'ms' },
    { metric: 'cold_start_offline_ms', value: rounded(startMs), unit: 'ms' },
    { metric: 'js_gzip_kb', value: rounded(await scriptKb()), unit: 'kB' },
    { metric: 'drain_sales_per_s', value: rounded(drained), unit: 'sales/s' },
    { metric: 'reconnect_s', value: rounded(reconnected.seconds), unit: 's' },
    { metric: 'reconnect_sales_per_s', value: rounded((tills * salesOfTill) / reconnected.seconds), unit: 'sales/s' },
    { metric: 'live_p99_during_reconnect_ms', value: rounded(reconnected.liveP99Ms), unit: 'ms' },
  ];
}

async function scriptKb(): Promise<number> {
  const folder = join(import.meta.dirname, '../apps/till/dist/assets');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}

function gtinOf(number: number): string {
  const body = `20${String(number).padStart(10, '0')}`;
  return `${body}${gtinCheckDigit(body)}`;
}

async function addItems(owner: ApiClient, count: number): Promise<string[]> {
  const gtins: string[] = [];
  for (let from = 0; from < count; from += 1_000) {
    const batch = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => {
      const number = from + index;
      const gtin = gtinOf(number);
      gtins.push(gtin);
      const category = `Category ${number % 30}`;
      return { id: randomUUID(), sku: `BENCH-${number}`, name: `Thing number ${number}`, category, gtins: [gtin] };
    });
    await owner.must('POST', '/items/batch', { items: batch });
    const prices = batch.map(({ id }) => ({ itemId: id, currency: 'EUR', unitPriceMicro: 1_990_000 }));
    await owner.must('POST', '/prices', { prices });
  }
  return gtins;
}

async function codeFor(owner: ApiClient, { locationIds }: SeededOrganisation): Promise<string> {
  const [locationId] = locationIds;
  return textAt(await owner.must('POST', '/tills/enrolments', { locationId, deviceName: 'Bench' }), 'code');
}

/** Runs code with the till's store: `all(name)`, `put(name, rows)`. */
const inStore = (code: string): string => `(async () => {
  const db = await new Promise((resolve, reject) => {
    const open = indexedDB.open('barrow-till');
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const store = (name, mode) => db.transaction(name, mode).objectStore(name);
  try { ${code} } finally { db.close(); }
})()`;

function countItems(till: TillBrowser): Promise<number> {
  return till.page().evaluate<number>(inStore(`return await done(store('items', 'readonly').count());`));
}

/** Puts sales into the browser's store as the till would have, without a line; then lets the line come back. */
async function drain(
  { tell }: Surroundings,
  till: TillBrowser,
  owner: ApiClient,
  organisation: SeededOrganisation,
): Promise<number> {
  tell(`${queued} sales wait in the browser`);
  const page = till.page();
  const device = await page.evaluate<{ seriesId: string; deviceId: string }>(
    inStore(
      `const { value } = await done(store('singles', 'readonly').get('device')); return { seriesId: value.seriesId, deviceId: value.deviceId };`,
    ),
  );
  const link = await page.evaluate<{ seq: number; receipt: number; hash: string }>(
    inStore(`return (await done(store('singles', 'readonly').get('link'))).value;`),
  );
  await until('the shift is sent', async () =>
    (await highOf(owner, device.deviceId)) === link.seq ? true : undefined,
  );
  await till.context().setOffline(true);
  await page.goto('about:blank');
  let last = link;
  const facts = Array.from({ length: queued }, () => {
    const { factId, input, at: atText } = saleFor(organisation);
    const happening = {
      factId,
      action: 'sales.sale.capture',
      input,
      at: atText,
      clockAt: atText,
      staffId: null,
      mends: null,
    };
    const fact = chainFact(device.seriesId, last, { ...happening, isReceipt: true });
    last = linkOf(fact, last);
    return { ...fact, signature: null, isSigned: 0, verdict: 'open', judgedAtMs: 0, isSettled: 0 };
  });
  // The page of the till itself would begin to send: its icon is of the same origin and runs nothing.
  await page.goto('/till/icon.svg');
  for (let from = 0; from < facts.length; from += 1_000)
    await page.evaluate(
      `window.rows = ${JSON.stringify(facts.slice(from, from + 1_000))}; ${inStore(`
        const { value: device } = await done(store('singles', 'readonly').get('device'));
        for (const row of window.rows) {
          const bytes = new TextEncoder().encode(row.hash);
          const signature = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, device.privateKey, bytes));
          row.signature = btoa(String.fromCharCode(...signature)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
          row.isSigned = 1;
        }
        const all = db.transaction('facts', 'readwrite');
        for (const row of window.rows) all.objectStore('facts').put(row);
        await new Promise((resolve, reject) => { all.oncomplete = resolve; all.onabort = reject; });`)}`,
    );
  await page.evaluate(
    inStore(`await done(store('singles', 'readwrite').put({ name: 'link', value: ${JSON.stringify(last)} }));`),
  );
  await page.goto('/till/');
  await page.getByRole('searchbox').waitFor({ timeout: 60_000 });
  tell('the line comes back');
  const startedMs = performance.now();
  await till.context().setOffline(false);
  await until(
    'everything is stored',
    async () => {
      const open = await page.evaluate<number>(
        inStore(`return await done(store('facts', 'readonly').index('verdict').count('open'));`),
      );
      return open === 0 ? true : undefined;
    },
    300_000,
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  if ((await highOf(owner, device.deviceId)) !== last.seq) throw new Error('not everything came to the server');
  return queued / seconds;
}

async function highOf(owner: ApiClient, deviceId: string): Promise<unknown> {
  const devices = at(await owner.must('GET', '/tills/devices'), 'items');
  const found: unknown = Array.isArray(devices) ? devices.find((one) => at(one, 'deviceId') === deviceId) : undefined;
  return at(found, 'high');
}

async function throttled(till: TillBrowser): Promise<void> {
  const session = await till.context().newCDPSession(till.page());
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
}

/** The slowest of some starts without a line, each in a browser process that was killed before. */
async function coldStarts({ tell }: Surroundings, till: TillBrowser): Promise<number> {
  tell('starting without a line');
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    await till.kill();
    await till.start();
    await till.context().setOffline(true);
    await throttled(till);
    await till.page().addInitScript(`
      const look = () => document.querySelector('input.search')
        ? requestAnimationFrame(() => setTimeout(() => { window.startedMs = performance.now(); }))
        : requestAnimationFrame(look);
      requestAnimationFrame(look);`);
    await till.page().goto('/till/');
    const startedMs = (): Promise<number | undefined> => till.page().evaluate<number | undefined>('window.startedMs');
    times.push(await until('the till has started', startedMs, 60_000));
  }
  return Math.max(...times);
}

async function scanTimes({ tell }: Surroundings, till: TillBrowser, gtins: readonly string[]): Promise<number[]> {
  tell(`scanning ${scans} times`);
  const page = till.page();
  await page.evaluate(`
    window.scans = [];
    addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      const began = event.timeStamp;
      const total = () => document.querySelector('.totals .total dd').textContent;
      const before = total();
      const look = () => total() !== before
        ? requestAnimationFrame(() => setTimeout(() => window.scans.push(performance.now() - began)))
        : performance.now() - began > 5000 ? window.scans.push(5000) : requestAnimationFrame(look);
      look();
    }, { capture: true });`);
  for (let scan = 0; scan < scans; scan += 1) {
    const gtin = gtins[(scan * 97) % gtins.length] ?? '';
    // As a scanner's keys come: faster than a driver of browsers types on a slow processor.
    await page.evaluate(
      `for (const key of [...'${gtin}', 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`,
    );
    await until('the line is there', async () =>
      (await page.evaluate<number>('window.scans.length')) > scan ? true : undefined,
    );
    if (scan % 20 === 19) await page.getByRole('button', { name: 'Empty', exact: true }).click();
  }
  const times = await page.evaluate<number[]>('window.scans');
  return times.toSorted((a, b) => a - b);
}

function saleFor({ locationIds, itemIds }: SeededOrganisation, at = new Date().toISOString()) {
  const id = randomUUID();
  const pick = (): string => itemIds[Math.floor(Math.random() * itemIds.length)] ?? '';
  const lines = [1_990_000, 3_490_000].map((unitPriceMicro) => ({
    itemId: pick(),
    qtyMilli: 1_000,
    unitPriceMicro,
    taxMinor: 0,
  }));
  const payments = [{ method: 'card', amountMinor: 548 }];
  const input = {
    id,
    locationId: locationIds[0],
    occurredAt: at,
    lines,
    payments,
    totalMinor: 548,
    taxInclusive: true,
  };
  return { factId: id, input, at };
}

/** Many tills that come back at the same moment, beside sales of those that were never away. */
async function reconnect(
  surroundings: Surroundings,
  address: string,
  owner: ApiClient,
  organisation: SeededOrganisation,
): Promise<{ seconds: number; liveP99Ms: number }> {
  const { tell } = surroundings;
  tell(`enrolling ${tills} tills with ${salesOfTill} sales each`);
  const waiting: { readonly till: TestTill; readonly facts: SignedFact[] }[] = [];
  for (let index = 0; index < tills; index += 1) {
    const { till, answer } = await enrolTill(address, await codeFor(owner, organisation));
    if (till === undefined) throw new Error(JSON.stringify(answer.body));
    const facts: SignedFact[] = [];
    for (let sale = 0; sale < salesOfTill; sale += 1) {
      const { factId, input } = saleFor(organisation);
      facts.push(await till.happen('sales.sale.capture', input, { factId }));
    }
    waiting.push({ till, facts });
  }
  const live: SingleLoad = {
    address,
    organisations: [
      {
        key: organisation.key,
        locationIds: [...organisation.locationIds],
        itemIds: [...organisation.itemIds],
        skus: [...organisation.skus],
      },
    ],
    connections: 64,
    salesPerS: liveSalesPerS,
    warmUpSales: 0,
    sales: liveSalesPerS * liveSeconds,
  };
  tell('all come back');
  const singles = startLoad(surroundings, 'load-singles.ts', live).next();
  const startedMs = performance.now();
  await Promise.all(
    waiting.map(async ({ till, facts }) => {
      for (;;) {
        const answer = await till.ask('POST', '/api/v1/tills/sync/facts', { facts, oldestSeq: 1 });
        if (at(answer.body, 'high') === facts.length) break;
        if (answer.status !== 429) throw new Error(JSON.stringify(answer.body).slice(0, 500));
        await sleep(500 + Math.random() * 1_500);
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  const { p99Ms } = parseSingles.parse(await singles);
  return { seconds, liveP99Ms: p99Ms };
}
