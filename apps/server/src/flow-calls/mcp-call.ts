import type { JsonObject, JsonValue } from '@barrow/flow';
import type { McpRequest } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed, statusFailed } from './call-outcome.ts';
import { exchange } from './exchange.ts';
import { headersOf } from './http-call.ts';
import { rpcMessages, rpcResult } from './json-rpc.ts';
import { mapOf, textAt } from './read-json.ts';

type HttpTransport = McpRequest['transport'] & { readonly kind: 'http' };

/**
 * Performs `call: mcp` over streamable HTTP: greets the server, asks, and ends the session. Programs (stdio) are refused: a workflow
 * starts no process of this machine.
 */
export async function callMcp(context: CallContext, request: McpRequest): Promise<JsonValue> {
  const { transport, client, timeoutMs } = request;
  if (transport.kind === 'stdio') {
    throw callFailed('authorization', 'MCP servers as programs (stdio) are refused: reach the server over http');
  }
  const bounded = timeoutMs === null ? context : { ...context, timeoutMs: Math.min(timeoutMs, context.timeoutMs) };
  const session = openSession(bounded, transport);
  const greeting = {
    protocolVersion: request.protocolVersion,
    capabilities: {},
    clientInfo: client ?? { name: 'barrow', version: '1' },
  };
  const welcome = await session.ask('initialize', greeting);
  session.agree(textAt(mapOf(welcome), 'protocolVersion') ?? request.protocolVersion);
  await session.tell('notifications/initialized');
  try {
    return await session.ask(request.method, request.parameters);
  } finally {
    await session.close();
  }
}

function openSession(context: CallContext, transport: HttpTransport) {
  let sessionId: string | undefined;
  let agreed: string | undefined;
  let lastId = 0;

  async function post(message: JsonObject) {
    const answer = await exchange(
      context,
      outgoing('POST', JSON.stringify(message)),
      transport.endpoint.authentication,
    );
    if (answer.status < 200 || answer.status > 299) {
      throw statusFailed(answer.status, `The MCP server answered with status ${answer.status}`);
    }
    sessionId ??= answer.headers.get('mcp-session-id');
    return answer;
  }

  function outgoing(method: string, body?: string) {
    return {
      method,
      url: transport.endpoint.uri,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
        ...(agreed === undefined ? {} : { 'mcp-protocol-version': agreed }),
        ...headersOf(transport.headers),
      },
      ...(body === undefined ? {} : { body }),
      redirects: false,
    };
  }

  return {
    agree: (version: string): void => void (agreed = version),
    async ask(method: string, params: JsonValue): Promise<JsonValue> {
      lastId += 1;
      const id = lastId;
      const answer = await post({ jsonrpc: '2.0', id, method, ...(params === null ? {} : { params }) });
      const messages = rpcMessages(answer.headers.get('content-type') ?? '', answer.body);
      const message = messages.find((one) => one['id'] === id);
      if (message === undefined) throw callFailed('runtime', `The MCP server did not answer "${method}"`);
      return rpcResult(message);
    },
    tell: (method: string) => post({ jsonrpc: '2.0', method }),
    /** A server that keeps sessions is told that this one is over; what it says to that changes nothing. */
    async close(): Promise<void> {
      if (sessionId === undefined) return;
      const { signal, timeoutMs } = context;
      const { headers } = outgoing('DELETE');
      await context.egress.fetchGuarded(transport.endpoint.uri, { method: 'DELETE', headers, signal, timeoutMs });
    },
  };
}
