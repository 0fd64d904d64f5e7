import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { SupplierOrderMessage } from '@barrow/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { createSupplierSandbox, type Behaviour, type SandboxOptions, type SupplierSandbox } from './index.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const order: SupplierOrderMessage = {
  schemaVersion: 1,
  orderId: '0195a1b2-0000-7000-8000-000000000001',
  number: 'PO-1',
  organisationName: 'Fern & Field',
  shipTo: { code: 'L01', name: '<b>Mitte</b>', address: 'Torstr. 1' },
  currency: 'EUR',
  requestedDeliveryDay: '2026-03-04',
  lines: [
    { lineNo: 1, supplierItemCode: 'S1', itemName: 'Soap', qtyMilli: 10_000, unit: 'each', unitCostMicro: 1_000_000 },
  ],
};

async function start(
  behaviour: Behaviour,
  options: SandboxOptions = {},
): Promise<{ sandbox: SupplierSandbox; url: string }> {
  const sandbox = createSupplierSandbox({ behaviour, ...options });
  closers.push(() => sandbox.close());
  return { sandbox, url: await sandbox.listen() };
}

type Heard = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly document: unknown };

/** Stands in for Barrow: fails the first posts, then takes them. */
async function startBarrow(failures = 0): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  let left = failures;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      left -= 1;
      if (left >= 0) return void response.writeHead(503).end();
      heard.push({
        path: request.url ?? '',
        headers: request.headers,
        document: JSON.parse(Buffer.concat(chunks).toString()),
      });
      response.writeHead(200).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, heard };
}

async function send(url: string, change: Partial<SupplierOrderMessage> = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', ...headers },
    body: JSON.stringify({ ...order, ...change }),
  });
  return { status: response.status, body: await response.text() };
}

async function until(holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error('it did not come to hold within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the supplier sandbox', () => {
  it('calls back with the acknowledgement and then the dispatch advice, bearing the key, until Barrow takes them', async () => {
    const barrow = await startBarrow(1);
    const behaviour: Behaviour = { mode: 'delay', delayMs: 10, dispatchAfterMs: 10, lateDays: 3 };
    const { sandbox, url } = await start(behaviour, { barrowUrl: barrow.url, apiKey: 'key-1' });
    const urls = { callbackUrl: `${barrow.url}/acknowledge`, dispatchAdviceUrl: `${barrow.url}/advise` };
    expect(await send(url, urls)).toEqual({ status: 202, body: '{"status":"pending"}' });
    await until(() => sandbox.orders()[0]?.posted.length === 2);
    expect(barrow.heard).toMatchObject([
      {
        path: '/acknowledge',
        headers: { authorization: 'Bearer key-1' },
        document: { status: 'accepted', expectedDay: '2026-03-07' },
      },
      { path: '/advise', document: { day: '2026-03-07', lines: [{ lineNo: 1, shippedQtyMilli: 10_000 }] } },
    ]);
    expect(sandbox.orders()[0]?.posted).toMatchObject([{ attempts: 2, outcome: 'HTTP 200' }, { attempts: 1 }]);
  });

  it('gives its key to no other address than Barrow', async () => {
    const barrow = await startBarrow();
    const thief = await startBarrow();
    const { sandbox, url } = await start(
      { mode: 'delay', delayMs: 1, dispatch: false },
      { barrowUrl: barrow.url, apiKey: 'key-1' },
    );
    await send(url, { callbackUrl: `${thief.url}/acknowledge` });
    await until(() => sandbox.orders()[0]?.posted.length === 1);
    expect(sandbox.orders()[0]?.posted[0]?.outcome).toMatch(/^not sent/);
    expect(thief.heard).toEqual([]);
  });

  it('is told how to behave, for all suppliers or one, and says what it received', async () => {
    const { sandbox, url } = await start({ mode: 'acknowledge', dispatch: false });
    const put = async (change: object) =>
      (await fetch(`${url}/control/behaviour`, { method: 'PUT', body: JSON.stringify(change) })).status;
    expect(await put({ supplier: 'salt', mode: 'refuse' })).toBe(200);
    expect(await put({ mode: 'explode' })).toBe(400);
    expect(await put({ mode: 'short-ship', shortShare: 2 })).toBe(400);
    expect((await send(url)).status).toBe(200);
    const refused = await fetch(`${url}/suppliers/salt/orders`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k1' },
      body: JSON.stringify(order),
    });
    expect(refused.status).toBe(422);
    expect(await (await fetch(`${url}/control/orders`)).json()).toMatchObject({
      orders: [{ supplier: 'default', attempts: 1, advices: [] }, { supplier: 'salt' }],
    });
    expect((await fetch(`${url}/control/orders/${order.orderId}/dispatch`, { method: 'POST' })).status).toBe(204);
    expect(sandbox.orders()[0]?.advices).toHaveLength(1);
    expect((await fetch(`${url}/control/orders`, { method: 'DELETE' })).status).toBe(204);
    expect(sandbox.orders()).toEqual([]);
  });

  it('refuses malformed orders with a problem document that names the place', async () => {
    const { url } = await start({ mode: 'acknowledge' });
    const body = (await send(url, { lines: [] })).body;
    expect(JSON.parse(body)).toMatchObject({ status: 400 });
    expect(body).toContain('/lines');
    expect((await send(url, {}, { 'idempotency-key': '' })).status).toBe(400);
    expect(
      (await fetch(`${url}/orders`, { method: 'POST', headers: { 'idempotency-key': 'k' }, body: 'x' })).status,
    ).toBe(400);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  });

  it('shows a page without scripts, escapes what came from outside, and switches modes by its form', async () => {
    const { sandbox, url } = await start({ mode: 'acknowledge', dispatch: false });
    await send(url);
    const html = await (await fetch(`${url}/`)).text();
    expect(html).toContain('PO-1');
    expect(html).not.toContain('<b>Mitte');
    expect(html).not.toContain('<script');
    const form = {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ mode: 'fail', times: '2', supplier: '' }),
    } as const;
    expect((await fetch(`${url}/control/behaviour`, form)).status).toBe(303);
    expect(sandbox.behaviours()).toEqual({ default: { mode: 'fail', times: 2 } });
    const foreign = { ...form, headers: { origin: 'https://elsewhere.example' } };
    expect((await fetch(`${url}/control/behaviour`, foreign)).status).toBe(403);
  });

  it('starts from its command line, prints its address, and stops on SIGTERM while an answer is held', async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    closers.push(async () => (child.kill('SIGKILL'), ended));
    await until(() => output.includes('listening on http://127.0.0.1:'));
    const url = /http:\/\/[\d.:]+/.exec(output)?.[0] ?? '';
    await fetch(`${url}/control/behaviour`, { method: 'PUT', body: JSON.stringify({ mode: 'timeout' }) });
    const held = send(url).catch(() => 'dropped');
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await held;
    expect(output).toContain('stopped');
  });
});
