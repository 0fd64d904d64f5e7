import type { FastifyInstance, FastifyRequest } from 'fastify';

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

// Enough for a roll-out behind one address; a code has 59 bits.
const strict = { config: { rateLimit: { max: 300, timeWindow: 60_000 } } };

/** Enrolling a device, and the nonce that every answer to a device carries, also one that refuses it. */
export function addTillRoutes(server: FastifyInstance, face: TillFace): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers['dpop'] !== undefined) reply.header('dpop-nonce', face.nonce());
  });
  server.post('/api/tills/enrol', strict, async (request) => face.enrol(request.body, shownBy(request)));
}
