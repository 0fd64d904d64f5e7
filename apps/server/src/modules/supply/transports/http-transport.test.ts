import { createServer } from 'node:http';
import {
  createSupplierSandbox,
  type Behaviour,
  type SandboxOptions,
  type SupplierSandbox,
} from '@barrow/supplier-sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgress } from '../../../platform/egress.ts';
import { createHttpTransport } from './http-transport.ts';
import { orderMessage } from './testing/order-message.ts';
import type { HttpTarget, TransportResult } from './transport.ts';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const otherSecret = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Attempt = { key?: string; number?: string; orderId?: string; timeoutMs?: number; target?: Partial<HttpTarget> };
type Bench = { readonly sandbox: SupplierSandbox; readonly attempt: (change?: Attempt) => Promise<TransportResult> };

function transportTo(url: string) {
  const egress = createEgress({ allowPrivate: [new URL(url).host] });
  closers.push(() => egress.close());
  return createHttpTransport({ egress, nowMs: Date.now });
}

async function bench(behaviour: Behaviour, options: SandboxOptions = {}): Promise<Bench> {
  const sandbox = createSupplierSandbox({ ...options, behaviour });
  closers.push(() => sandbox.close());
  const url = await sandbox.listen();
  const transport = transportTo(url);
  const attempt: Bench['attempt'] = ({ key = 'order-1', timeoutMs = 5000, target = {}, ...change } = {}) =>
    transport.send(orderMessage(change), {
      idempotencyKey: key,
      deadlineMs: Date.now() + timeoutMs,
      target: { kind: 'http', url: `${url}/orders`, ...target },
    });
  return { sandbox, attempt };
}

/** A supplier that gives one raw answer to everything. */
async function answering(status: number, headers: Record<string, string>, body: string): Promise<TransportResult> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return transportTo(url).send(orderMessage(), {
    idempotencyKey: 'order-1',
    deadlineMs: Date.now() + 5000,
    target: { kind: 'http', url },
  });
}

/** The outcome and what it says, such as `retry: HTTP 503`. */
function wordsOf(result: TransportResult): string {
  const words = result.outcome === 'delivered' ? result.warning : result.reason;
  return words === undefined ? result.outcome : `${result.outcome}: ${words}`;
}

describe('an order sent to the supplier sandbox over HTTP', () => {
  it('is delivered with the acknowledgement of its answer', async () => {
    const { sandbox, attempt } = await bench({ mode: 'acknowledge', lateDays: 2 });
    const result = await attempt();
    expect(result).toMatchObject({
      outcome: 'delivered',
      acknowledgement: {
        status: 'accepted',
        expectedDay: '2026-03-06',
        lines: [
          { lineNo: 1, confirmedQtyMilli: 12_000 },
          { lineNo: 2, confirmedQtyMilli: 2500 },
        ],
      },
    });
    expect(result).not.toHaveProperty('warning');
    expect(sandbox.orders()).toMatchObject([{ order: orderMessage(), attempts: 1, signed: false }]);
  });

  it('is delivered without one when the supplier answers later', async () => {
    const { attempt } = await bench({ mode: 'delay', delayMs: 10 });
    expect(await attempt()).toEqual({ outcome: 'delivered' });
  });

  it('may be confirmed in part', async () => {
    const { attempt } = await bench({ mode: 'short-ship', shortShare: 0.3 });
    expect(await attempt()).toMatchObject({
      outcome: 'delivered',
      acknowledgement: { status: 'partly', lines: [{ confirmedQtyMilli: 3000 }, { confirmedQtyMilli: 750 }] },
    });
  });

  it('is refused with what the supplier says, by status or by acknowledgement', async () => {
    const { sandbox, attempt } = await bench({ mode: 'refuse', reason: 'Account closed' });
    expect(await attempt()).toEqual({ outcome: 'refused', reason: 'HTTP 422: Account closed' });
    sandbox.setBehaviour({ mode: 'refuse', refuseBy: 'acknowledgement', reason: 'Account closed' });
    expect(await attempt({ key: 'order-2', orderId: '0195a1b2-0000-7000-8000-000000001008' })).toMatchObject({
      outcome: 'delivered',
      acknowledgement: { status: 'refused', reason: 'Account closed' },
    });
  });

  it('asks for two retries of a supplier that fails twice, and is then processed once', async () => {
    const { sandbox, attempt } = await bench({ mode: 'fail', times: 2, retryAfterSeconds: 7 });
    const failed = { outcome: 'retry', reason: 'HTTP 503: The sandbox was told to fail', retryAfterMs: 7000 };
    expect(await attempt()).toEqual(failed);
    expect(await attempt()).toEqual(failed);
    expect(sandbox.orders()).toEqual([]);
    expect(await attempt()).toMatchObject({ outcome: 'delivered', acknowledgement: { status: 'accepted' } });
    expect(sandbox.orders()).toMatchObject([{ attempts: 3 }]);
  });

  it('asks for a retry when no answer comes in time, and the repeat is the same order', async () => {
    const { sandbox, attempt } = await bench({ mode: 'timeout', times: 1 });
    const startedMs = performance.now();
    expect(wordsOf(await attempt({ timeoutMs: 250 }))).toMatch(/^retry: .*within/);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(sandbox.orders()).toHaveLength(1);
    expect(await attempt()).toMatchObject({ outcome: 'delivered', acknowledgement: { status: 'accepted' } });
    expect(sandbox.orders()).toMatchObject([{ attempts: 2 }]);
  });

  it('is processed once and answered alike, however often and however close together it comes', async () => {
    const { sandbox, attempt } = await bench({ mode: 'acknowledge' });
    const results = await Promise.all(Array.from({ length: 20 }, () => attempt()));
    sandbox.setBehaviour({ mode: 'refuse' });
    results.push(await attempt());
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(sandbox.orders()).toMatchObject([{ attempts: 21 }]);
  });

  it('is refused when a key comes again with other content, or an order under another key', async () => {
    const { sandbox, attempt } = await bench({ mode: 'acknowledge' });
    await attempt();
    expect(wordsOf(await attempt({ number: 'PO-1008' }))).toMatch(/^refused: .*422/);
    expect(wordsOf(await attempt({ key: 'order-2' }))).toMatch(/^refused: .*409/);
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('carries a signature that another implementation of Standard Webhooks accepts', async () => {
    const { sandbox, attempt } = await bench({ mode: 'acknowledge' }, { secrets: { default: secret } });
    expect(await attempt({ target: { signingSecret: secret } })).toMatchObject({ outcome: 'delivered' });
    expect(sandbox.orders()).toMatchObject([{ signed: true }]);
  });

  it('is refused with a bad signature, or with none where one is asked for', async () => {
    const { sandbox, attempt } = await bench({ mode: 'acknowledge' }, { secrets: { default: secret } });
    const refused = /^refused: HTTP 401: The signature is not good/;
    expect(wordsOf(await attempt({ target: { signingSecret: otherSecret } }))).toMatch(refused);
    expect(wordsOf(await attempt())).toMatch(refused);
    expect(await attempt({ target: { signingSecret: 'whsec_short' } })).toMatchObject({ outcome: 'refused' });
    expect(sandbox.orders()).toEqual([]);
  });

  it('counts as delivered with a warning when the answer is malformed', async () => {
    const { sandbox, attempt } = await bench({ mode: 'malformed' });
    const result = await attempt();
    expect(wordsOf(result)).toMatch(/^delivered: .*no acknowledgement/);
    expect(result).not.toHaveProperty('acknowledgement');
    expect(sandbox.orders()).toHaveLength(1);
  });
});

describe('the answer of a supplier', () => {
  it.each([
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [504, 'retry'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [409, 'refused'],
    [410, 'refused'],
    [413, 'refused'],
    [301, 'refused'],
    [302, 'refused'],
    [307, 'refused'],
    [304, 'refused'],
    [200, 'delivered'],
    [201, 'delivered'],
    [202, 'delivered'],
    [204, 'delivered'],
  ])('%i means %s', async (status, outcome) => {
    expect(await answering(status, { location: 'http://127.0.0.1:1/' }, '')).toMatchObject({ outcome });
  });

  it('may ask for patience by date, and by 409 while it works on an earlier attempt', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const later = await answering(429, { 'retry-after': inAMinute }, '');
    expect(later.outcome === 'retry' ? later.retryAfterMs : 0).toBeGreaterThan(50_000);
    expect(await answering(409, { 'retry-after': '2' }, '')).toMatchObject({ outcome: 'retry', retryAfterMs: 2000 });
    expect(await answering(503, { 'retry-after': 'soon' }, '')).toEqual({ outcome: 'retry', reason: 'HTTP 503' });
  });

  it('is not believed when it acknowledges another order or lines that were not ordered', async () => {
    const { orderId } = orderMessage();
    const json = { 'content-type': 'application/json' };
    const said = (change: object) => JSON.stringify({ orderId, status: 'accepted', lines: [], ...change });
    const twice = [1, 1].map((lineNo) => ({ lineNo, confirmedQtyMilli: 1 }));
    expect(await answering(200, json, said({ extra: 1 }))).toMatchObject({ acknowledgement: { status: 'accepted' } });
    for (const change of [
      { orderId: '0195a1b2-0000-7000-8000-00000000ffff' },
      { lines: [{ lineNo: 9, confirmedQtyMilli: 1 }] },
      { lines: twice },
      { lines: [{ lineNo: 1, confirmedQtyMilli: -1 }] },
      { status: 'perhaps' },
      { expectedDay: '2026-02-30' },
    ]) {
      const result = await answering(200, json, said(change));
      expect(wordsOf(result)).toMatch(/^delivered: ./);
      expect(result).not.toHaveProperty('acknowledgement');
    }
  });

  it('is not read beyond its limit, and its words are kept short and on one line', async () => {
    const long = 'x'.repeat(3_000_000);
    expect(wordsOf(await answering(200, {}, long))).toMatch(/^delivered: .*larger/);
    expect(await answering(400, {}, long)).toMatchObject({ outcome: 'refused' });
    expect(await answering(500, {}, long)).toMatchObject({ outcome: 'retry' });
    const wordy = await answering(400, {}, JSON.stringify({ detail: `a\r\nb\u001b[31m${'y'.repeat(5000)}` }));
    expect(wordy.outcome === 'refused' ? wordy.reason : '').toMatch(/^HTTP 400: a b \[31my{1,500}$/);
  });
});

describe('an order that cannot be sent', () => {
  const options = { idempotencyKey: 'order-1', deadlineMs: Date.now() + 60_000 };

  it('is refused for an address that must not be called, and retried when nobody listens', async () => {
    const transport = transportTo('http://127.0.0.1:9');
    const send = (url: string) => transport.send(orderMessage(), { ...options, target: { kind: 'http', url } });
    expect(await send('http://127.0.0.1:10/orders')).toMatchObject({ outcome: 'refused' });
    expect(await send('http://user:hush@supplier.example/')).toMatchObject({ outcome: 'refused' });
    expect(await send('supplier.example')).toMatchObject({ outcome: 'refused' });
    expect(await send('http://127.0.0.1:9/orders')).toMatchObject({ outcome: 'retry' });
  });

  it('is not sent after its deadline or under a key that no header carries', async () => {
    const { sandbox, attempt } = await bench({ mode: 'acknowledge' });
    expect(await attempt({ timeoutMs: 0 })).toMatchObject({ outcome: 'retry' });
    expect(await attempt({ key: 'a\r\nb' })).toMatchObject({ outcome: 'refused' });
    expect(sandbox.orders()).toEqual([]);
  });
});
