import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fault } from '../fault.ts';

/** What a request of a device shows. */
export type ShownByDevice = {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly proof: string | undefined;
};

export type TillFace = {
  enrol(body: unknown, shown: ShownByDevice): Promise<unknown>;
  /** What proofs must hold now. */
  nonce(): string;
};

export function shownBy(request: FastifyRequest): ShownByDevice {
  const dpop = request.headers['dpop'];
  return {
    method: request.method,
    path: request.url.split('?')[0] ?? '',
    host: request.headers.host,
    proof: typeof dpop === 'string' ? dpop : undefined,
  };
}

const factsPath = '/api/v1/tills/sync/facts';
/** A push of what happened in minutes, not in days: it waits for nobody. */
const smallBytes = 20_000;
/** Large pushes that are worked on at once in this process; more would only wait for each other, and hold up all else. */
const pushesAtOnce = 3;
/** Others wait before they are read. Beyond these a till is told to come again, before its patience ends. */
const mostWaiting = 60;

/** Lets tills that were long away in one after the other, so that those that are in touch do not feel them. */
function createTurnstile() {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    /** Resolves with the way out. Throws TOO_MANY_REQUESTS when too many wait. */
    async enter(): Promise<() => void> {
      if (inside >= pushesAtOnce) {
        if (waiting.length >= mostWaiting)
          throw fault(
            'limited',
            'TOO_MANY_REQUESTS',
            'Many tills come back at once. Nothing is lost: push again soon.',
          );
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else inside += 1;
      let isOut = false;
      return () => {
        if (isOut) return;
        isOut = true;
        const next = waiting.shift();
        if (next === undefined) inside -= 1;
        else next();
      };
    },
  };
}

/** Enrolling a device (a code has 59 bits: the general limit of requests is enough, and a roll-out behind one address has room), and the nonce that every answer to a device carries, also one that refuses it. */
export function addTillRoutes(server: FastifyInstance, face: TillFace): void {
  const turnstile = createTurnstile();
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers['dpop'] !== undefined) reply.header('dpop-nonce', face.nonce());
    // A body that does not say how long it is may be long.
    const bytes = Number(request.headers['content-length'] ?? Infinity);
    if (request.url.split('?')[0] !== factsPath || bytes < smallBytes) return;
    const leave = await turnstile.enter();
    if (reply.raw.destroyed) leave();
    else reply.raw.once('close', leave);
  });
  server.post('/api/tills/enrol', async (request) => face.enrol(request.body, shownBy(request)));
}
