import type { JsonObject, JsonValue } from '@barrow/flow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from './call-fixture.ts';

let service: Service;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

beforeAll(async () => {
  service = await startService(
    (request, response) => {
      const { pathname } = new URL(request.url, 'http://x');
      if (pathname === '/pets/1') sendJson(response, { id: 1, name: 'milou' });
      else if (pathname === '/text') response.writeHead(200, { 'content-type': 'text/plain' }).end('plain words');
      else if (pathname === '/bytes')
        response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([1, 2, 255]));
      else if (pathname === '/untyped') response.writeHead(200).end('{"a":1}');
      else if (pathname === '/empty') response.writeHead(204).end();
      else if (pathname === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{');
      else if (pathname === '/moved') response.writeHead(302, { location: '/pets/1' }).end();
      else if (pathname === '/unchanged') response.writeHead(304).end();
      else if (pathname === '/echo')
        sendJson(response, { url: request.url, headers: request.headers, body: request.body });
      else sendJson(response, { message: 'nothing here' }, 404);
    },
    { shop: { key: 'k-123' } },
  );
});
afterAll(() => service.close());

function http(path: string, more: JsonObject = {}): JsonObject {
  return {
    method: 'GET',
    endpoint: { uri: service.url + path, authentication: null },
    headers: null,
    query: null,
    body: null,
    hasBody: false,
    output: 'content',
    redirect: false,
    ...more,
  };
}

const outputOf = async (path: string, more: JsonObject = {}): Promise<JsonValue> => {
  const outcome = await service.perform('http', http(path, more));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.output;
};

test('content is read by its type', async () => {
  expect(await outputOf('/pets/1')).toEqual({ id: 1, name: 'milou' });
  expect(await outputOf('/text')).toBe('plain words');
  expect(await outputOf('/bytes')).toBe(Buffer.from([1, 2, 255]).toString('base64'));
  expect(await outputOf('/untyped')).toEqual({ a: 1 });
  expect(await outputOf('/empty')).toBeNull();
});

test('raw is the body in base64, response all of the answer without credentials', async () => {
  expect(await outputOf('/text', { output: 'raw' })).toBe(Buffer.from('plain words').toString('base64'));
  const response = await outputOf('/pets/1', { output: 'response', headers: { 'x-shop': 'B', 'x-api-key': 'hidden' } });
  expect(response).toMatchObject({
    request: { method: 'get', uri: `${service.url}/pets/1`, headers: { 'x-shop': 'B' } },
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    content: { id: 1 },
  });
  expect(JSON.stringify(response)).not.toContain('hidden');
});

test('a status that is no success is a communication error with that status', async () => {
  expect(await service.perform('http', http('/nowhere'))).toEqual({
    ok: false,
    error: {
      type: 'https://open-workflow-specification.org/spec/1.0.0/errors/communication',
      status: 404,
      title: 'Not Found',
      detail: `GET ${service.url}/nowhere answered with status 404`,
    },
  });
});

test('redirects are errors, or followed when the call says so', async () => {
  expect(await service.perform('http', http('/moved'))).toMatchObject({ ok: false, error: { status: 302 } });
  expect(await outputOf('/moved', { redirect: true })).toEqual({ id: 1, name: 'milou' });
  expect(await service.perform('http', http('/unchanged'))).toMatchObject({ ok: false, error: { status: 304 } });
  expect(await outputOf('/unchanged', { redirect: true })).toBeNull();
});

test('query, headers and body are sent as values', async () => {
  const echoed = await outputOf('/echo?a=1', {
    method: 'post',
    query: { list: ['x', 'y z'], none: null, deep: { b: true } },
    headers: { 'X-Count': 3 },
    body: { qty: 2 },
    hasBody: true,
  });
  expect(echoed).toMatchObject({
    url: '/echo?a=1&list=x&list=y+z&deep=%7B%22b%22%3Atrue%7D',
    headers: { 'x-count': '3', 'content-type': 'application/json', 'idempotency-key': 'run-1:/do/0/call' },
    body: '{"qty":2}',
  });
  const form = {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: { a: 'b c' },
    hasBody: true,
  };
  expect(await outputOf('/echo', form)).toMatchObject({ body: 'a=b+c' });
});

test('a part that needs a secret is evaluated where the call is made', async () => {
  const late = {
    pointer: '/headers/authorization',
    source: '"Key \\($secrets.shop.key) \\(.id) \\($context.n)"',
    data: { id: 7 },
    variables: { context: { n: 5 } },
  };
  const request = http('/echo', { headers: { authorization: null } });
  expect(await service.perform('http', request, [late])).toMatchObject({
    output: { headers: { authorization: 'Key k-123 7 5' } },
  });
  expect(JSON.stringify(request)).not.toContain('k-123');
  expect(await service.perform('http', request, [{ ...late, source: '$secrets.other' }])).toMatchObject({
    ok: false,
    error: { type: like(/authorization$/), status: 403 },
  });
});

test('what goes wrong is an error of the right kind', async () => {
  const kinds: [JsonObject, string, number][] = [
    [http('/broken'), 'communication', 502],
    [http('', { endpoint: { uri: 'ftp://x/', authentication: null } }), 'configuration', 400],
    [http('', { endpoint: { uri: 'http://127.0.0.1:9/', authentication: null } }), 'authorization', 403],
    [http('/pets/1', { method: 'BREW' }), 'configuration', 400],
    [http('/pets/1', { headers: 'x' }), 'configuration', 400],
    [http('', { endpoint: { uri: 5, authentication: null } }), 'configuration', 400],
  ];
  for (const [request, kind, status] of kinds) {
    expect(await service.perform('http', request)).toMatchObject({
      ok: false,
      error: { type: like(new RegExp(`${kind}$`)), status },
    });
  }
});
