import type { JsonValue } from '@barrow/flow';
import type { A2aRequest, EndpointOf } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed, statusFailed } from './call-outcome.ts';
import { exchange } from './exchange.ts';
import { fetchDocument } from './fetch-document.ts';
import { rpcMessages, rpcResult } from './json-rpc.ts';
import { isMap } from './read-json.ts';

/**
 * Performs `call: a2a` over JSON-RPC. Streaming methods give all results in order, others the one result. Messages get an id, the same
 * for each attempt, and the role `user`.
 */
export async function callA2a(context: CallContext, request: A2aRequest): Promise<JsonValue> {
  const server = await serverOf(context, request);
  const params = withDefaults(request, context.idempotencyKey);
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: request.method,
    ...(params === null ? {} : { params }),
  });
  const streams = request.method === 'message/stream' || request.method === 'tasks/resubscribe';
  const headers = {
    'content-type': 'application/json',
    accept: streams ? 'text/event-stream' : 'application/json',
    'idempotency-key': context.idempotencyKey,
  };
  const outgoing = { method: 'POST', url: server.uri, headers, body, redirects: false };
  const answer = await exchange(context, outgoing, server.authentication);
  if (answer.status < 200 || answer.status > 299) {
    throw statusFailed(answer.status, `The agent answered with status ${answer.status}`);
  }
  const results = rpcMessages(answer.headers.get('content-type') ?? '', answer.body).map(rpcResult);
  if (streams) return results;
  const [result] = results;
  if (result === undefined) throw callFailed('runtime', `The agent did not answer "${request.method}"`);
  return result;
}

async function serverOf(context: CallContext, { agentCard, server }: A2aRequest): Promise<EndpointOf> {
  if (agentCard === null) {
    if (server !== null) return server;
    throw callFailed('configuration', 'An a2a call needs an agentCard or a server');
  }
  const { document, url } = await fetchDocument(context, agentCard);
  const target = document['url'];
  if (typeof target !== 'string') throw callFailed('configuration', `The agent card ${agentCard.uri} names no url`);
  return { uri: new URL(target, url).href, authentication: server?.authentication ?? agentCard.authentication };
}

function withDefaults({ method, parameters }: A2aRequest, key: string): JsonValue {
  if (method !== 'message/send' && method !== 'message/stream') return parameters;
  const given = isMap(parameters) ? parameters : {};
  const message = isMap(given['message']) ? given['message'] : {};
  return { ...given, message: { kind: 'message', messageId: key, role: 'user', ...message } };
}
