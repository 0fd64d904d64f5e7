import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { must } from '@barrow/kernel';
import { createEgress, type Egress, type EgressOptions, type GuardedInit } from './egress.ts';

type Running = { readonly port: number; readonly seen: IncomingMessage[]; connections: number };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(listener: RequestListener): Promise<Running> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  const running = { port: 0, seen, connections: 0 };
  server.on('connection', () => (running.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  const address = server.address();
  running.port = typeof address === 'object' && address !== null ? address.port : 0;
  return running;
}

function egressWith(options: EgressOptions): Egress {
  const egress = createEgress(options);
  closers.push(() => egress.close());
  return egress;
}

const loopback = { address: '127.0.0.1', family: 4 };

async function reasonOf(egress: Egress, url: string, init?: GuardedInit): Promise<string> {
  const outcome = await egress.fetchGuarded(url, init);
  return outcome.ok ? `status ${outcome.value.status}` : outcome.reason;
}

describe('the egress guard', () => {
  it('calls an allowed private address and gives status, headers and body', async () => {
    const server = await serve((_request, response) =>
      response.setHeader('X-Two', ['a', 'b']).writeHead(201).end('höflich'),
    );
    const egress = egressWith({ allowPrivate: [`127.0.0.1:${server.port}`] });
    const outcome = await egress.fetchGuarded(`http://127.0.0.1:${server.port}/path`, { method: 'POST', body: 'x' });
    const response = must(outcome.ok ? outcome.value : undefined, 'a response');
    expect(response.status).toBe(201);
    expect(response.headers.get('x-two')).toBe('a, b');
    expect(Buffer.from(response.body).toString()).toBe('höflich');
  });

  it('refuses private addresses however they are written, without connecting', async () => {
    const server = await serve((_request, response) => response.end('secret'));
    const egress = egressWith({});
    for (const host of [
      '127.0.0.1',
      'localhost',
      '127.1',
      '0x7f000001',
      '2130706433',
      '0.0.0.0',
      '[::1]',
      '[::ffff:127.0.0.1]',
    ]) {
      expect([host, await reasonOf(egress, `http://${host}:${server.port}/`)]).toEqual([host, 'address-not-allowed']);
    }
    expect(server.connections).toBe(0);
  });

  it('allows a host and port only, not its other ports and not another name for it', async () => {
    const server = await serve((_request, response) => response.end());
    const egress = egressWith({
      allowPrivate: [`localhost:${server.port}`, '127.0.0.1:1'],
      resolve: async () => [loopback],
    });
    expect(await reasonOf(egress, `http://localhost:${server.port}/`)).toBe('status 200');
    expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/`)).toBe('address-not-allowed');
    expect(await reasonOf(egress, `http://elsewhere.example:${server.port}/`)).toBe('address-not-allowed');
  });

  it('refuses a name when any of its addresses is private', async () => {
    const server = await serve((_request, response) => response.end());
    const egress = egressWith({ resolve: async () => [{ address: '93.184.215.14', family: 4 }, loopback] });
    expect(await reasonOf(egress, `http://mixed.example:${server.port}/`)).toBe('address-not-allowed');
    expect(server.connections).toBe(0);
  });

  it('judges the very answer it connects to, so that a name cannot change its mind in between', async () => {
    const server = await serve((_request, response) => response.setHeader('connection', 'close').end());
    let asked = 0;
    const answers = [loopback, { address: '169.254.169.254', family: 4 }];
    const egress = egressWith({
      isPublic: (address) => address === loopback.address,
      resolve: async () => answers.slice(asked++, asked),
    });
    expect(await reasonOf(egress, `http://rebind.example:${server.port}/`)).toBe('status 200');
    expect(asked).toBe(1);
    expect(await reasonOf(egress, `http://rebind.example:${server.port}/`)).toBe('address-not-allowed');
    expect(server.connections).toBe(1);
  });

  it('refuses other schemes, credentials in the URL and nonsense', async () => {
    const egress = egressWith({});
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.com/',
      'data:,x',
      'http://user:word@example.com/',
      'http://user@example.com/',
      'nonsense',
      '',
    ]) {
      expect([url, await reasonOf(egress, url)]).toEqual([url, 'bad-request']);
    }
    expect(await reasonOf(egress, 'http://example.com/', { headers: { 'x-bad': 'a\r\nb' } })).toBe('bad-request');
  });

  it('follows redirects up to its limit and checks each', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(307, { location: `/${left - 1}` }).end('go on');
    });
    const inner = await serve((_request, response) => response.end('secret'));
    const outer = await serve((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end(),
    );
    const egress = egressWith({ allowPrivate: [`127.0.0.1:${server.port}`, `127.0.0.1:${outer.port}`] });
    expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/3`)).toBe('status 200');
    expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/4`)).toBe('redirect-not-allowed');
    expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/1`, { maxRedirects: 0 })).toBe('status 307');
    expect(await reasonOf(egress, `http://127.0.0.1:${outer.port}/`)).toBe('address-not-allowed');
    expect(inner.connections).toBe(0);
  });

  it('does not carry credentials to another origin, and keeps method and body only where the status says so', async () => {
    const end = await serve((request, response) => void request.resume().on('end', () => response.end()));
    const start = await serve((request, response) => {
      request.resume();
      response.writeHead(request.url === '/keep' ? 308 : 303, { location: `http://localhost:${end.port}/` }).end();
    });
    const egress = egressWith({
      allowPrivate: [`127.0.0.1:${start.port}`, `localhost:${end.port}`],
      resolve: async () => [loopback],
    });
    const headers = {
      Authorization: 'Bearer secret',
      Cookie: 'a=b',
      'X-Kept': 'yes',
      'content-type': 'text/plain',
      Host: 'forged',
    };
    await egress.fetchGuarded(`http://127.0.0.1:${start.port}/keep`, { method: 'POST', body: 'abc', headers });
    await egress.fetchGuarded(`http://127.0.0.1:${start.port}/see-other`, { method: 'POST', body: 'abc', headers });
    expect(start.seen[0]?.headers.authorization).toBe('Bearer secret');
    expect(start.seen[0]?.headers.host).toBe(`127.0.0.1:${start.port}`);
    expect(end.seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(end.seen[0]?.headers).toMatchObject({ 'content-length': '3', 'x-kept': 'yes' });
    expect(end.seen[1]?.headers['content-type']).toBeUndefined();
    for (const { headers: got } of end.seen) {
      expect(got.authorization).toBeUndefined();
      expect(got.cookie).toBeUndefined();
    }
  });

  it('stops at the size limit, whether the size is announced or not', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 2_000_000).write('x');
      else {
        const pump = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
        response.on('close', () => clearInterval(pump));
      }
    });
    const egress = egressWith({ allowPrivate: [`127.0.0.1:${server.port}`], maxResponseBytes: 100_000 });
    for (const path of ['announced', 'endless']) {
      const outcome = await egress.fetchGuarded(`http://127.0.0.1:${server.port}/${path}`);
      expect(outcome).toMatchObject({ ok: false, reason: 'too-large', detail: { status: 200 } });
    }
  });

  it('stops at the total time, even while the body trickles or nothing comes', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/silent') return;
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const egress = egressWith({ allowPrivate: [`127.0.0.1:${server.port}`], timeoutMs: 250 });
    for (const path of ['silent', 'slow']) {
      const startedMs = performance.now();
      expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/${path}`)).toBe('timeout');
      expect(performance.now() - startedMs).toBeLessThan(2000);
    }
    expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/slow`, { signal: AbortSignal.abort() })).toBe(
      'aborted',
    );
  });

  it('tells failures of the network apart and ignores proxy variables', async () => {
    const server = await serve((request) => request.socket.destroy());
    const allowPrivate = [`127.0.0.1:${server.port}`];
    const egress = egressWith({ allowPrivate });
    expect(await reasonOf(egress, `http://127.0.0.1:${server.port}/`)).toBe('network');
    expect(await reasonOf(egressWith({ resolve: async () => [] }), 'http://nowhere.example/')).toBe('network');
    const rejecting = egressWith({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    expect(await reasonOf(rejecting, 'http://nowhere.example/')).toBe('network');

    const plain = await serve((_request, response) => response.end());
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = `http://127.0.0.1:${server.port}`;
    try {
      expect(
        await reasonOf(egressWith({ allowPrivate: [`127.0.0.1:${plain.port}`] }), `http://127.0.0.1:${plain.port}/`),
      ).toBe('status 200');
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    }
  });
});
