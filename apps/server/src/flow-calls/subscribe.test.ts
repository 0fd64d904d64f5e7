import type { JsonObject } from '@barrow/flow';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from './call-fixture.ts';

let service: Service;
/** Open streams of `/endless`. */
let open = 0;

beforeAll(async () => {
  service = await startService(({ url, headers }, response) => {
    if (url === '/asyncapi.json') sendJson(response, describe(service.url));
    else if (url === '/events') events(response, Number(headers['last-event-id'] ?? 0));
    else if (url === '/lines') sendLines(response);
    else if (url === '/list') sendJson(response, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    else if (url === '/endless') sendForEver(response);
    else sendJson(response, {}, 500);
  });
});
afterAll(() => service.close());

function describe(url: string): JsonObject {
  const names = ['events', 'lines', 'list', 'endless', 'broken'];
  return {
    asyncapi: '3.0.0',
    servers: { web: { host: url.slice(7), protocol: 'http' } },
    channels: Object.fromEntries(names.map((name) => [name, { address: name }])),
    operations: Object.fromEntries(
      names.map((name) => [name, { action: 'receive', channel: { $ref: `#/channels/${name}` } }]),
    ),
  };
}

/** Two events a connection, cut in the middle of a line; then the stream ends, and the next begins where it ended. */
function events(response: ServerResponse, after: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const text = [after + 1, after + 2]
    .map((id) => `: hello\nid: ${id}\nevent: word\ndata: {"n":\ndata: ${id}}\n\n`)
    .join('');
  response.write(text.slice(0, 25));
  setTimeout(() => response.end(`${text.slice(25)}id: 99\ndata: cut off`), 30);
}

function sendLines(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.end('{"n":1}\r\n\n{"n":2}\nno json\n{"n":4}');
}

function sendForEver(response: ServerResponse): void {
  open += 1;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let n = 0;
  const timer = setInterval(() => response.write(`data: {"n":${(n += 1)}}\n\n`), 20);
  response.on('close', () => {
    open -= 1;
    clearInterval(timer);
  });
}

const kept = (source: string, variables: JsonObject = {}): JsonObject => ({ source, variables });

function subscribe(operation: string, consume: JsonObject, more: JsonObject = {}) {
  return service.perform('asyncapi', {
    document: { name: null, endpoint: { uri: `${service.url}/asyncapi.json`, authentication: null } },
    by: 'operation',
    operation,
    server: null,
    serverProtocol: null,
    authentication: null,
    action: 'subscribe',
    filter: null,
    consume: { forMs: null, ...consume },
    ...more,
  });
}

const word = (n: number): JsonObject => ({ payload: { n }, headers: { event: 'word', id: String(n) } });

test('server-sent events are consumed in order, over connections that end, each once', async () => {
  expect(await subscribe('events', { kind: 'amount', amount: 3 })).toEqual({
    ok: true,
    output: [word(1), word(2), word(3)],
  });
});

test('a filter lets through what it holds for, with the variables of its task', async () => {
  const filter = kept('.payload.n % 2 == $input.rest', { input: { rest: 0 } });
  expect(await subscribe('events', { kind: 'amount', amount: 2 }, { filter })).toEqual({
    ok: true,
    output: [word(2), word(4)],
  });
});

test('lines of JSON are messages; until and while are asked on the list so far', async () => {
  const payloads = async (consume: JsonObject) => {
    const outcome = await subscribe('lines', consume);
    return outcome.ok && Array.isArray(outcome.output)
      ? outcome.output.map((one: JsonObject) => one['payload'])
      : outcome;
  };
  expect(await payloads({ kind: 'until', condition: kept('length == 4') })).toEqual([
    { n: 1 },
    { n: 2 },
    'no json',
    { n: 4 },
  ]);
  expect(await payloads({ kind: 'while', condition: kept('length < 2') })).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a list in JSON is a message an element', async () => {
  expect(await subscribe('list', { kind: 'amount', amount: 2 })).toMatchObject({
    output: [{ payload: { n: 1 } }, { payload: { n: 2 } }],
  });
});

test('when its time is over, what came is there, and the connection is let go', async () => {
  const outcome = await subscribe('endless', { kind: 'while', condition: kept('true'), forMs: 300 });
  if (!outcome.ok || !Array.isArray(outcome.output)) throw new Error(JSON.stringify(outcome));
  expect(outcome.output.length).toBeGreaterThan(0);
  expect(await subscribe('endless', { kind: 'amount', amount: 2 })).toMatchObject({
    output: [{ payload: { n: 1 } }, { payload: { n: 2 } }],
  });
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
});

test('what fails is told as the standard has it', async () => {
  const kindOf = async (outcome: ReturnType<typeof subscribe>) => {
    const came = await outcome;
    return came.ok ? 'none' : `${came.error.type.split('/').at(-1)} ${came.error.status}`;
  };
  expect(await kindOf(subscribe('broken', { kind: 'amount', amount: 1 }))).toBe('communication 500');
  const filter = kept('.payload | keys | .[0] + 1');
  expect(await kindOf(subscribe('list', { kind: 'amount', amount: 1 }, { filter }))).toBe('expression 400');
});
