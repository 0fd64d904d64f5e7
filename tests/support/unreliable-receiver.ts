import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type UnreliableReceiver = {
  /** Host and port. */
  readonly host: string;
  /** The idempotency keys that came for each path, in order. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  close(): void;
};

/** Longer than a lease, so that it has to be renewed. */
const lateMs = 3_500;
const hangMs = 1_500;

/**
 * An HTTP server of somebody else that behaves as the first part of the path says: `good` answers with the body; `drops` drops the first
 * connection; `hangs` keeps the first for a while and drops it; `late` answers after a while; `refuses` answers 500; `answers` answers at
 * once, and calls `onAnswer` twice, as one does who sends twice.
 */
export async function startUnreliableReceiver(
  onAnswer: (runId: string, body: unknown) => Promise<void>,
): Promise<UnreliableReceiver> {
  const keys = new Map<string, string[]>();

  async function behave(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const path = request.url ?? '';
    const [, behaviour = '', runId = ''] = path.split('/');
    const seen = keys.get(path) ?? [];
    keys.set(path, seen);
    seen.push(String(request.headers['idempotency-key']));
    const isFirst = seen.length === 1;
    const answer = (status: number): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    switch (behaviour) {
      case 'drops':
        if (isFirst) request.socket.destroy();
        else answer(200);
        return;
      case 'hangs':
        if (!isFirst) return answer(200);
        await sleep(hangMs);
        request.socket.destroy();
        return;
      case 'late':
        await sleep(lateMs);
        return answer(200);
      case 'refuses':
        return answer(500);
      case 'answers':
        answer(200);
        await onAnswer(runId, JSON.parse(body));
        await onAnswer(runId, JSON.parse(body));
        return;
      default:
        answer(200);
    }
  }

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => void behave(request, response, body));
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return {
    host: `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`,
    keys,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
