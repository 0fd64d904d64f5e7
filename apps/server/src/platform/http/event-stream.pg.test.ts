import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEventStream, subjectOf, type HeardEvent, type OpenStream } from '../../testing/event-source.ts';
import { textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { newId } from '../clock.ts';
import { readConfig } from '../config.ts';
import { appendEvents, isAfter, parseCursor } from '../event-log.ts';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { addEventStream } from './event-stream.ts';
import { createHttpServer } from './server.ts';

let house: TestHouse;
let itemId: string;
beforeAll(async () => {
  house = await createTestHouse();
  itemId = textAt((await house.api('POST', '/items', { sku: 'S1', name: 'Soap' })).body, 'itemId');
});
afterAll(() => house.close());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isTrue(); tries += 1) {
    if (tries > 2_500) throw new Error(`waited in vain until ${what}`);
    await pause(10);
  }
}

function sale(locationId: string) {
  return {
    id: newId(),
    locationId,
    occurredAt: new Date().toISOString(),
    lines: [{ itemId, qtyMilli: 1_000, unitPriceMicro: 2_000_000 }],
  };
}

/** Captures sales in batches of 50, four batches at a time, and answers their ids. */
async function sell(count: number, locationId: string): Promise<Set<string>> {
  const sales = Array.from({ length: count }, () => sale(locationId));
  const batches = Array.from({ length: Math.ceil(count / 50) }, (_, index) => sales.slice(index * 50, index * 50 + 50));
  const seller = async (): Promise<void> => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      const answer = await house.api('POST', '/sales/batch', { sales: batch });
      if (answer.at('stored') !== batch.length) throw new Error(JSON.stringify(answer.body));
    }
  };
  await Promise.all([seller(), seller(), seller(), seller()]);
  return new Set(sales.map(({ id }) => id));
}

function expectLogOrder(heard: readonly HeardEvent[]): void {
  const cursors = heard.map(({ id }) => parseCursor(id)!);
  expect(cursors.every((cursor, index) => index === 0 || isAfter(cursor, cursors[index - 1]!))).toBe(true);
}

describe('a listener', () => {
  it('that reconnects every few milliseconds while 2,000 sales stream in hears each once, in order', async () => {
    const heard: HeardEvent[] = [];
    const options = {
      key: house.keys.owner,
      query: 'types=sales.*',
      onEvent: (event: HeardEvent) => heard.push(event),
    };
    const first = await openEventStream(house.address, options);
    let selling = true;
    let connections = 0;
    let stream: OpenStream = first;
    const reconnecting = (async () => {
      while (selling || connections < 20) {
        await pause(connections % 7);
        stream.close();
        await stream.ended;
        stream = await openEventStream(house.address, { ...options, lastEventId: heard.at(-1)?.id ?? first.startId });
        connections += 1;
      }
    })();
    const sold = await sell(2_000, house.locations[0].locationId);
    selling = false;
    await reconnecting;
    await until(() => heard.length >= sold.size, `all ${sold.size} sales were heard, not ${heard.length}`);
    await pause(150);
    stream.close();
    expect(heard).toHaveLength(2_000);
    expect(new Set(heard.map(subjectOf))).toEqual(sold);
    expectLogOrder(heard);
    expect(connections).toBeGreaterThanOrEqual(20);
    await until(() => house.house.hub.subscribers() === 0, 'every listener that left was let go');
  });

  it('among many that come and go at once hears all that is sold after it came', async () => {
    const listeners = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const heard: HeardEvent[] = [];
        return {
          heard,
          stream: await openEventStream(house.address, {
            key: house.keys.owner,
            query: 'types=sales.sale.captured',
            onEvent: (event) => heard.push(event),
          }),
        };
      }),
    );
    const sold = await sell(200, house.locations[1].locationId);
    for (const { heard } of listeners) await until(() => heard.length >= sold.size, 'all were heard');
    for (const { heard, stream } of listeners) {
      expect(new Set(heard.map(subjectOf))).toEqual(sold);
      expect(heard).toHaveLength(sold.size);
      stream.close();
    }
  });

  it('that was lost before it heard anything goes on from where it began', async () => {
    const options = { key: house.keys.owner, query: 'types=sales.sale.captured' };
    const first = await openEventStream(house.address, { ...options, onEvent: () => undefined });
    first.close();
    await first.ended;
    const sold = await sell(3, house.locations[0].locationId);
    const heard: HeardEvent[] = [];
    const second = await openEventStream(house.address, {
      ...options,
      lastEventId: first.startId,
      onEvent: (event) => heard.push(event),
    });
    await until(() => heard.length >= sold.size, 'all were heard');
    second.close();
    expect(new Set(heard.map(subjectOf))).toEqual(sold);
  });

  it('with a location scope hears its locations only', async () => {
    const [first, second] = house.locations;
    const heard: HeardEvent[] = [];
    const scoped = await openEventStream(house.address, {
      key: house.scopedKeys.operations,
      onEvent: (event) => heard.push(event),
    });
    const all: HeardEvent[] = [];
    const wide = await openEventStream(house.address, {
      key: house.keys.owner,
      query: `locationId=${second.locationId}`,
      onEvent: (event) => all.push(event),
    });
    const elsewhere = await sell(10, second.locationId);
    const here = await sell(10, first.locationId);
    await until(() => heard.length >= 10 && all.length >= 10, 'both were heard');
    await pause(150);
    const isSale = (event: HeardEvent): boolean => event.type === 'sales.sale.captured';
    expect(new Set(heard.filter(isSale).map(subjectOf))).toEqual(here);
    expect(new Set(all.filter(isSale).map(subjectOf))).toEqual(elsewhere);
    scoped.close();
    wide.close();
  });

  it('hears nothing of another organisation, and may not ask for what is outside its scope', async () => {
    const stranger = await house.anotherOrganisation();
    const heard: HeardEvent[] = [];
    const stream = await openEventStream(house.address, {
      key: stranger.keys.owner,
      onEvent: (event) => heard.push(event),
    });
    await sell(5, house.locations[0].locationId);
    await pause(250);
    expect(heard).toEqual([]);
    stream.close();
    const ask = (key: string, query: string, headers = {}) =>
      fetch(`${house.address}/api/v1/events/stream?${query}`, {
        headers: { authorization: `Bearer ${key}`, ...headers },
      });
    const outside = await ask(house.scopedKeys.cashier, `locationId=${house.locations[1].locationId}`);
    expect(outside.status).toBe(403);
    expect((await ask(house.keys.supplier, '')).status).toBe(403);
    expect((await ask(house.keys.owner, '', { 'last-event-id': 'nonsense' })).status).toBe(400);
    expect((await ask(house.keys.owner, '', { 'last-event-id': '1-99999999999999999999-1' })).status).toBe(400);
    expect((await ask(house.keys.owner, 'locationId=here')).status).toBe(400);
  });
});

describe('with short limits', () => {
  let address: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const server = await createHttpServer(readConfig({}), createLogger('silent'), createMetrics());
    const { authenticator } = house.house.identity;
    addEventStream(
      server,
      house.house.hub,
      async (request) => {
        const { authorization } = request.headers;
        return {
          ...(await authenticator.identify({ authorization, cookie: undefined, organisation: undefined })),
          traceId: '',
        };
      },
      createLogger('silent'),
      { recheckMs: 500, mostBufferedBytes: 1_000_000 },
    );
    address = await server.listen({ port: 0, host: '127.0.0.1' });
    stop = () => server.close();
  });
  afterAll(() => stop());

  it('a stream ends when its key is revoked', async () => {
    const made = await house.api('POST', '/api-keys', { name: 'short-lived', role: 'analyst' });
    const stream = await openEventStream(address, { key: textAt(made.body, 'secret'), onEvent: () => undefined });
    expect(stream.status).toBe(200);
    await house.api('DELETE', `/api-keys/${textAt(made.body, 'keyId')}`);
    await stream.ended;
  });

  it('a listener that does not read is let go, and the others hear on', async () => {
    const heard: HeardEvent[] = [];
    const reader = await openEventStream(address, {
      key: house.keys.owner,
      query: 'types=test.*',
      onEvent: (event) => heard.push(event),
    });
    const { port } = new URL(address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `GET /api/v1/events/stream?types=test.* HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${house.keys.owner}\r\n\r\n`,
    );
    socket.pause();
    await until(() => house.house.hub.subscribers() === 2, 'both listen');
    const filling = 'x'.repeat(200_000);
    // All in one transaction, and so in few frames: nothing more comes that would find the listener behind.
    const count = 100;
    await house.house.database.transaction(house.orgId, async (tx) => {
      const event = {
        type: 'test.filled',
        subjectId: null,
        locationId: null,
        occurredAt: new Date().toISOString(),
        data: { filling },
      };
      await appendEvents(
        tx,
        { actor: 'test', traceId: null },
        Array.from({ length: count }, () => event),
      );
    });
    house.house.hub.announce();
    await until(() => house.house.hub.subscribers() === 1, 'the one that does not read was let go');
    await until(() => heard.length >= count, 'the other heard all');
    expect(heard).toHaveLength(count);
    reader.close();
    socket.destroy();
  });
});
