import type { JsonObject } from '@barrow/flow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from './call-fixture.ts';

let service: Service;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const swagger = {
  swagger: '2.0',
  basePath: '/v2',
  consumes: ['application/json'],
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        parameters: [{ name: 'status', in: 'query', required: true, type: 'array', collectionFormat: 'multi' }],
      },
    },
    '/pet': { post: { operationId: 'addPet', parameters: [{ name: 'pet', in: 'body', required: true }] } },
    '/pet/{petId}': {
      parameters: [{ $ref: '#/parameters/petId' }],
      post: { operationId: 'rename', parameters: [{ name: 'name', in: 'formData', type: 'string' }] },
    },
  },
  parameters: { petId: { name: 'petId', in: 'path', required: true } },
};

const openapi = `openapi: 3.1.0
servers:
  - url: "{base}/v3"
    variables: { base: { default: /api } }
paths:
  /orders/{orderId}:
    put:
      operationId: changeOrder
      parameters:
        - { name: orderId, in: path, required: true, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer, default: 1 } }
        - { name: filter, in: query, style: deepObject, explode: true, schema: { type: object } }
        - { name: ids, in: query, explode: false, schema: { type: array } }
        - { name: X-Shop, in: header, schema: { type: string } }
        - { name: session, in: cookie, schema: { type: string } }
      requestBody:
        required: true
        content: { application/json: { schema: { type: object } } }
`;

const asyncapi3 = {
  asyncapi: '3.0.0',
  servers: {
    broker: { host: 'x', protocol: 'kafka' },
    web: {
      host: '',
      protocol: 'http',
      pathname: '/hooks/{environment}',
      variables: { environment: { default: 'prod' } },
    },
  },
  channels: { greetings: { address: 'greet' } },
  operations: {
    greet: { action: 'send', channel: { $ref: '#/channels/greetings' }, bindings: { http: { method: 'PUT' } } },
  },
};

beforeAll(async () => {
  service = await startService(({ method, url, headers, body }, response) => {
    if (url === '/v2/swagger.json') sendJson(response, swagger);
    else if (url === '/openapi.yaml') response.writeHead(200, { 'content-type': 'application/yaml' }).end(openapi);
    else if (url === '/asyncapi.json') {
      const { web } = asyncapi3.servers;
      sendJson(response, {
        ...asyncapi3,
        servers: { ...asyncapi3.servers, web: { ...web, host: service.url.slice(7) } },
      });
    } else if (url === '/asyncapi2.json') {
      sendJson(response, {
        asyncapi: '2.6.0',
        servers: { web: { url: service.url, protocol: 'http' } },
        channels: { 'old/way': { publish: {} } },
      });
    } else
      sendJson(response, {
        method,
        url,
        shop: headers['x-shop'],
        cookie: headers.cookie,
        type: headers['content-type'],
        body,
      });
  });
});
afterAll(() => service.close());

const document = (path: string): JsonObject => ({
  name: null,
  endpoint: { uri: service.url + path, authentication: null },
});
const openApi = (path: string, operationId: string, parameters: JsonObject) =>
  service.perform('openapi', {
    document: document(path),
    operationId,
    parameters,
    authentication: null,
    output: 'content',
    redirect: false,
  });

test('a Swagger 2 operation is called with its parameters where they belong', async () => {
  expect(await openApi('/v2/swagger.json', 'findPetsByStatus', { status: ['sold', 'pending'] })).toMatchObject({
    output: { method: 'GET', url: '/v2/pet/findByStatus?status=sold&status=pending' },
  });
  expect(await openApi('/v2/swagger.json', 'addPet', { pet: { name: 'milou' } })).toMatchObject({
    output: { method: 'POST', url: '/v2/pet', type: 'application/json', body: '{"name":"milou"}' },
  });
  expect(await openApi('/v2/swagger.json', 'rename', { petId: 'a/b', name: 'm x' })).toMatchObject({
    output: { url: '/v2/pet/a%2Fb', body: 'name=m+x' },
  });
});

test('an OpenAPI 3 operation takes path, query, header, cookie and body', async () => {
  const parameters = { orderId: 'o1', filter: { size: 'l' }, ids: [1, 2], 'X-Shop': 'Berlin', session: 's 1', qty: 2 };
  expect(await openApi('/openapi.yaml', 'changeOrder', parameters)).toMatchObject({
    output: {
      method: 'PUT',
      url: '/api/v3/orders/o1?page=1&filter[size]=l&ids=1,2',
      shop: 'Berlin',
      cookie: 'session=s%201',
      body: '{"qty":2}',
    },
  });
});

test('what the document does not allow is a configuration error', async () => {
  const wrong: [string, string, JsonObject][] = [
    ['/v2/swagger.json', 'noSuch', {}],
    ['/v2/swagger.json', 'findPetsByStatus', {}],
    ['/v2/swagger.json', 'findPetsByStatus', { status: 'sold', colour: 'red' }],
    ['/openapi.yaml', 'changeOrder', { orderId: 'o1' }],
  ];
  for (const [path, operation, parameters] of wrong) {
    expect(await openApi(path, operation, parameters)).toMatchObject({
      ok: false,
      error: { type: like(/configuration$/) },
    });
  }
});

test('a message is published by AsyncAPI over HTTP', async () => {
  const publish = (path: string, more: JsonObject): JsonObject => ({
    document: document(path),
    by: 'operation',
    server: null,
    serverProtocol: null,
    authentication: null,
    action: 'publish',
    payload: { hello: 'world' },
    headers: { 'x-shop': 'Kiosk' },
    ...more,
  });
  const server = { name: 'web', variables: { environment: 'dev' } };
  expect(await service.perform('asyncapi', publish('/asyncapi.json', { operation: 'greet', server }))).toMatchObject({
    output: { method: 'PUT', url: '/hooks/dev/greet', shop: 'Kiosk', body: '{"hello":"world"}' },
  });
  expect(await service.perform('asyncapi', publish('/asyncapi.json', { operation: 'greet' }))).toMatchObject({
    output: { url: '/hooks/prod/greet' },
  });
  expect(
    await service.perform('asyncapi', publish('/asyncapi2.json', { by: 'channel', operation: 'old/way' })),
  ).toMatchObject({
    output: { method: 'POST', url: '/old/way' },
  });
  const refused = [{ operation: 'greet', serverProtocol: 'kafka' }, { operation: 'none' }];
  for (const more of refused) {
    expect(await service.perform('asyncapi', publish('/asyncapi.json', more))).toMatchObject({ ok: false });
  }
});
