import { randomBytes } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { fault } from '../fault.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { startRequestSpan, type RequestSpan } from '../tracing.ts';
import { problemOf, toAppError } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    traceId: string;
    span: RequestSpan | null;
  }
}

const traceparentPattern = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C trace id that the caller sent, or a new one. */
function traceIdOf(request: FastifyRequest): string {
  const header = request.headers['traceparent'];
  const match = typeof header === 'string' ? traceparentPattern.exec(header) : null;
  return match?.[1] ?? randomBytes(16).toString('hex');
}

/** Who is counted together by the rate limit: a key or session by its credential, anyone else by address. */
function rateKeyOf(request: FastifyRequest): string {
  const { authorization, cookie } = request.headers;
  return authorization ?? (cookie !== undefined && cookie !== '' ? cookie : request.ip);
}

const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
};

/** The bare HTTP server: limits, trace ids, problem documents, request metrics. Routes are added by the caller. */
export async function createHttpServer(config: Config, log: Logger, metrics: Metrics): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: config.BARROW_BODY_LIMIT,
    trustProxy: config.BARROW_TRUST_PROXY,
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 30_000,
    keepAliveTimeout: 60_000,
    routerOptions: { maxParamLength: 200 },
    // A path that cannot be decoded fails before any hook has run.
    frameworkErrors: (_error, request, reply) => {
      const unreadable = fault('invalid', 'INPUT_INVALID', 'The path cannot be read. Encode it as UTF-8 with %XX.', [
        { pointer: '', detail: 'the path holds what is no percent-encoded UTF-8' },
      ]);
      const problem = problemOf(unreadable, traceIdOf(request));
      reply.hijack();
      reply.raw.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
    },
  });
  server.removeContentTypeParser('text/plain');
  server.decorateRequest('traceId', '');
  server.decorateRequest('span', null);
  server.addHook('onRequest', (request, reply, done) => {
    const span = startRequestSpan(request.method, request.headers);
    request.span = span;
    request.traceId = span.traceId ?? traceIdOf(request);
    reply.headers({ ...securityHeaders, 'x-trace-id': request.traceId });
    span.run(done);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    request.span?.end(route, reply.statusCode);
    metrics.requestSeconds.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    log.debug(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        trace: request.traceId,
      },
      'request',
    );
  });
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    const known = toAppError(error);
    if (known.category === 'internal')
      log.error({ error: error.stack, trace: request.traceId, route: request.routeOptions.url }, 'request failed');
    const problem = problemOf(known, request.traceId);
    if (known.retryable && reply.getHeader('retry-after') === undefined) reply.header('retry-after', '1');
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
  server.setNotFoundHandler(async (request) => {
    throw fault('not-found', 'ROUTE_UNKNOWN', `There is no ${request.method} ${request.url.split('?')[0]}. See /docs.`);
  });
  await server.register(rateLimit, {
    max: config.BARROW_RATE_LIMIT,
    timeWindow: 60_000,
    keyGenerator: rateKeyOf,
    cache: 20_000,
    allowList: (request) => request.url.startsWith('/health') || request.url.startsWith('/metrics'),
    errorResponseBuilder: (_request, context) =>
      fault(
        'limited',
        'TOO_MANY_REQUESTS',
        `More than ${context.max} requests a minute. Wait ${Math.ceil(context.ttl / 1000)} s, or send batches.`,
      ),
  });
  return server;
}
