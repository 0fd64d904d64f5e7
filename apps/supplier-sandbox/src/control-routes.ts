import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import { BehaviourChange } from './behaviour.ts';
import { bytesOf } from './order-routes.ts';
import { page } from './page.ts';
import { Problem } from './problem.ts';
import type { SupplierSandbox } from './sandbox-face.ts';

const behaviourChange = Compile(BehaviourChange);
/** Settings that a form sends as text. */
const numbers = new Set([
  'delayMs',
  'lateDays',
  'times',
  'status',
  'retryAfterSeconds',
  'shortShare',
  'overShare',
  'dispatchAfterMs',
]);
const booleans = new Set(['announce', 'dispatch']);

/**
 * What steers the sandbox: `PUT /control/behaviour`, `GET` and `DELETE /control/orders`, `POST /control/orders/ID/dispatch`, and a
 * page at `/` which does the same by forms. Open to whoever reaches the port, except to other sites in a browser.
 */
export function addControlRoutes(app: FastifyInstance, sandbox: SupplierSandbox): void {
  app.addHook('onRequest', async (request) => refuseOtherSites(request));
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.put('/control/behaviour', async (request) => {
    sandbox.setBehaviour(parseChange(parseJson(bytesOf(request.body))));
    return { behaviours: sandbox.behaviours() };
  });
  app.get('/control/behaviour', async () => ({ behaviours: sandbox.behaviours() }));
  app.get('/control/orders', async () => ({ orders: sandbox.orders() }));
  app.delete('/control/orders', async (_request, reply) => {
    sandbox.forget();
    return reply.code(204).send();
  });
  app.post<{ Params: { orderId: string } }>('/control/orders/:orderId/dispatch', async (request, reply) => {
    if (!(await sandbox.dispatch(request.params.orderId))) throw new Problem(404, 'There is no such order');
    return isForm(request) ? toPage(reply) : reply.code(204).send();
  });

  app.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      )
      .send(page(sandbox.behaviours(), sandbox.orders())),
  );
  app.post('/control/behaviour', async (request, reply) => {
    sandbox.setBehaviour(parseChange(parseForm(bytesOf(request.body).toString('utf8'))));
    return toPage(reply);
  });
}

function refuseOtherSites(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host)
    throw new Problem(403, 'A browser sent this from another site');
}

function toPage(reply: FastifyReply): FastifyReply {
  return reply.code(303).header('location', '/').send();
}

function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

function parseJson(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return value;
  } catch {
    throw new Problem(400, 'The body is no JSON');
  }
}

function parseChange(value: unknown): BehaviourChange {
  if (behaviourChange.Check(value)) return value;
  const [first] = behaviourChange.Errors(value);
  throw new Problem(
    400,
    `The behaviour is wrong at ${first?.instancePath ?? ''}: ${first?.message ?? 'unknown reason'}`,
  );
}

/** A form's fields as the JSON they stand for; empty fields are left out. */
function parseForm(body: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, text] of new URLSearchParams(body)) {
    if (text.trim() === '') continue;
    fields[name] = numbers.has(name) ? Number(text) : booleans.has(name) ? text === 'true' : text.trim();
  }
  return fields;
}
