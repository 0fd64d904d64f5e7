import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { House } from './house.ts';
import { describeDemo } from './demo/load/describe-demo.ts';
import type { Config } from './platform/config.ts';
import { fault } from './platform/fault.ts';
import { addJoinRoutes } from './platform/http/join-routes.ts';
import { addErrorPage } from './platform/http/error-page.ts';
import { addEventStream } from './platform/http/event-stream.ts';
import { openApiOf } from './platform/http/openapi.ts';
import { addActionRoutes, type Authenticate } from './platform/http/rest.ts';
import { createHttpServer } from './platform/http/server.ts';
import type { Logger } from './platform/logger.ts';
import { addTillRoutes, shownBy } from './platform/http/till-routes.ts';
import { addSignInRoutes } from './platform/http/sign-in-routes.ts';

const consoleFolder = fileURLToPath(new URL('../../console/dist', import.meta.url));
const tillFolder = fileURLToPath(new URL('../../till/dist', import.meta.url));

/** A browser tells where a request comes from; one that changes something must come from our own pages. */
function refuseForeignOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || (site === undefined && origin === undefined)) return;
  if (origin !== undefined && host !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
  throw fault(
    'forbidden',
    'ORIGIN_REFUSED',
    'This request came from another site. Use an API key instead of a session.',
  );
}

function textHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The HTTP face of a house: the registry's routes, the event stream, sign-in, documents, health, the console. */
export async function createServer(
  house: House,
  config: Config,
  log: Logger,
): Promise<{ server: FastifyInstance; drain: () => void }> {
  const server = await createHttpServer(config, log, house.metrics);
  let draining = false;
  const authenticate: Authenticate = async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined && /^DPoP\s/i.test(authorization)) {
      const device = await house.tills.identify({ ...shownBy(request), authorization });
      return { ...device, traceId: request.traceId };
    }
    const { actor, grant, bySession } = await house.identity.authenticator.identify({
      authorization,
      cookie: request.headers.cookie,
      organisation: textHeader(request.headers['barrow-organisation']),
    });
    if (bySession) refuseForeignOrigin(request);
    return { actor, grant, traceId: request.traceId };
  };

  server.get('/health/live', async () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    if (draining) return reply.code(503).send({ status: 'draining' });
    try {
      await house.database.outside('select 1');
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'no database' });
    }
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(house.metrics.registry.contentType).send(await house.metrics.registry.metrics()),
  );

  const document = openApiOf(house.registry.actions);
  server.get('/openapi.json', async () => document);
  await server.register(swagger, {
    mode: 'static',
    specification: {
      document: { ...document, openapi: '3.1.0', info: { title: 'Barrow', version: '1.0.0' }, paths: {} },
    },
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/openapi.json', docExpansion: 'none', filter: true },
    staticCSP: false,
  });

  addErrorPage(server);
  addSignInRoutes(server, house.identity, refuseForeignOrigin);
  addTillRoutes(server, house.tills);
  addJoinRoutes(server, { ...house.identity, demo: () => describeDemo(house) });
  addActionRoutes(server, house.registry, authenticate);
  const streams = addEventStream(server, house.hub, authenticate, log);
  if (existsSync(tillFolder)) await addTill(server);
  if (existsSync(consoleFolder)) await addConsole(server);
  server.addHook('preClose', async () => streams.closeAll());
  return {
    server,
    drain: () => {
      draining = true;
    },
  };
}

/** The till: an app of its own below `/till/`, whose service worker must never come from a cache. */
async function addTill(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, {
    root: tillFolder,
    prefix: '/till/',
    wildcard: false,
    decorateReply: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.get('/till', async (_request, reply) => reply.redirect('/till/'));
}

/** The console: its files, and its page for every address that is no file and no API. */
async function addConsole(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, {
    root: consoleFolder,
    wildcard: false,
    index: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.get('/*', async (request, reply) => {
    if (request.url.startsWith('/api/'))
      throw fault('not-found', 'ROUTE_UNKNOWN', `There is no GET ${request.url.split('?')[0]}. See /docs.`);
    return reply.sendFile('index.html');
  });
}
