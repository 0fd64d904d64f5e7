import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject, JsonValue } from '@barrow/flow';
import { createEgress } from '../platform/egress.ts';
import type { CallContext } from './call-context.ts';
import type { CallOutcome } from './call-outcome.ts';
import { performCall, type StoredCall } from './perform-call.ts';
import { createTokenCache } from './token-cache.ts';

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
type Answer = (request: Seen, response: ServerResponse) => void;

/** For tests: a real HTTP server, and performers that may call it and nothing else. */
export async function startService(answer: Answer, secrets: Readonly<Record<string, JsonValue>> = {}) {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const egress = createEgress({ allowPrivate: [`127.0.0.1:${port}`], isPublic: () => false });
  const context: CallContext = {
    egress,
    secret: (name) => secrets[name],
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    maxResponseBytes: 1_000_000,
    idempotencyKey: 'run-1:/do/0/call',
    tokens: createTokenCache(Date.now),
  };
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    context,
    perform: (call: string, request: JsonObject, late: StoredCall['late'] = []): Promise<CallOutcome> =>
      performCall(context, { call, request, late }, Object.keys(secrets)),
    async close(): Promise<void> {
      await egress.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;

/** Sends a value as JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}
