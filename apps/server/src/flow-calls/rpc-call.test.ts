import type { JsonObject, JsonValue } from '@barrow/flow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendJson, startService, type Service } from './call-fixture.ts';
import { mapOf, parseJson } from './read-json.ts';

let service: Service;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

beforeAll(async () => {
  service = await startService(({ method: verb, url, headers, body }, response) => {
    const { id, method, params } = mapOf(parseJson(body));
    if (url === '/card.json') sendJson(response, { name: 'agent', url: '/agent' });
    else if (verb === 'DELETE') response.writeHead(204).end();
    else if (method === 'initialize') {
      sendJson(response, { jsonrpc: '2.0', id, result: { protocolVersion: '2025-03-26' } }, 200, {
        'mcp-session-id': 's1',
      });
    } else if (method === 'notifications/initialized') response.writeHead(202).end();
    else if (method === 'message/stream' || method === 'tools/call') {
      const results = [
        { step: 1 },
        { step: 2, params, session: headers['mcp-session-id'], version: headers['mcp-protocol-version'] },
      ];
      const events = results.map((result, index) => ({
        jsonrpc: '2.0',
        id: method === 'tools/call' ? Number(id) - 1 + index : id,
        result,
      }));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events.map((event) => `event: message\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    } else if (method === 'tasks/get')
      sendJson(response, { jsonrpc: '2.0', id, error: { code: -32001, message: 'no such task' } });
    else sendJson(response, { jsonrpc: '2.0', id, result: { params } });
  });
});
afterAll(() => service.close());

const endpoint = (path: string): JsonObject => ({ uri: service.url + path, authentication: null });

test('an MCP server is greeted, asked and left', async () => {
  const request: JsonObject = {
    protocolVersion: '2025-06-18',
    method: 'tools/call',
    parameters: { name: 'add' },
    timeoutMs: null,
    client: null,
    transport: { kind: 'http', endpoint: endpoint('/mcp'), headers: null },
  };
  expect(await service.perform('mcp', request)).toEqual({
    ok: true,
    output: { step: 2, params: { name: 'add' }, session: 's1', version: '2025-03-26' },
  });
  expect(service.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'DELETE']);
  expect(await service.perform('mcp', { ...request, transport: { kind: 'stdio' } })).toMatchObject({
    error: { type: like(/authorization$/) },
  });
});

test('an agent gets messages with an id that stays, and answers with one result or with all of a stream', async () => {
  const ask = (method: string, parameters: JsonValue, server: JsonObject = {}) =>
    service.perform('a2a', {
      method,
      parameters,
      agentCard: { name: null, endpoint: endpoint('/card.json') },
      server: null,
      ...server,
    });
  const message = { parts: [{ kind: 'text', text: 'report' }] };
  expect(await ask('message/send', { message })).toMatchObject({
    output: { params: { message: { messageId: 'run-1:/do/0/call', role: 'user', ...message } } },
  });
  expect(await ask('message/stream', { message })).toMatchObject({ output: [{ step: 1 }, { step: 2 }] });
  expect(await ask('tasks/get', { id: 't' }, { agentCard: null, server: endpoint('/agent') })).toMatchObject({
    ok: false,
    error: { type: like(/runtime$/), detail: like(/no such task/) },
  });
});
