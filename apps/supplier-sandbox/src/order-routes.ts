import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultSupplier } from './behaviour.ts';
import type { OrderDesk } from './order-desk.ts';
import { Problem } from './problem.ts';

/** A signature is over the bytes that came, so bodies are kept as bytes and parsed by those who need them. */
export function keepBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Every error is answered with a problem document. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Problem ? error.status : statusOf(error);
    const detail = error instanceof Error && status < 500 ? error.message : 'The sandbox has a bug';
    const shown = error instanceof Problem ? error.message : detail;
    if (error instanceof Problem) void reply.headers(error.headers);
    return reply
      .code(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', status, detail: shown }));
  });
}

/** `POST /orders` for the default supplier, `POST /suppliers/NAME/orders` for another. */
export function addOrderRoutes(app: FastifyInstance, desk: OrderDesk): void {
  const receive = async (supplier: string, request: FastifyRequest, reply: FastifyReply) => {
    const answer = await desk.receive({ supplier, headers: request.headers, body: bytesOf(request.body) });
    return reply.code(answer.status).type(answer.contentType).send(answer.body);
  };
  app.post('/orders', (request, reply) => receive(defaultSupplier, request, reply));
  app.post<{ Params: { supplier: string } }>('/suppliers/:supplier/orders', (request, reply) =>
    receive(request.params.supplier, request, reply),
  );
}

/** The body as it came; empty when there was none. */
export function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}
