import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RegisteredAction } from '../action.ts';
import type { Caller, Registry } from '../registry.ts';
import { fault } from '../fault.ts';

export const apiPrefix = '/api/v1';

export type Authenticate = (request: FastifyRequest) => Promise<Caller>;

export function routeOf(action: RegisteredAction): { method: string; path: string; parameters: string[] } {
  const [method = '', path = ''] = action.route.split(' ');
  return { method, path, parameters: [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '') };
}

const idempotencyKeyPattern = /^[\x21-\x7e]{1,200}$/;

function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !idempotencyKeyPattern.test(key)) {
    throw fault('invalid', 'INPUT_INVALID', 'Idempotency-Key is 1 to 200 visible ASCII characters.', [
      { pointer: '/headers/idempotency-key', detail: 'is not usable' },
    ]);
  }
  return key;
}

function objectOf(value: unknown, where: string): object {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw fault('invalid', 'INPUT_INVALID', `The ${where} must be a JSON object.`, [
      { pointer: '', detail: 'must be an object' },
    ]);
  }
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body of type text/csv as an input with the field `csv`; a byte order mark is dropped. */
function csvInput(_request: FastifyRequest, body: Buffer): Promise<{ csv: string }> {
  try {
    return Promise.resolve({ csv: utf8.decode(body) });
  } catch (cause) {
    const message = 'The file is not in UTF-8: save it as "CSV UTF-8" and send it again.';
    return Promise.reject(
      fault('invalid', 'IMPORT_FILE', message, [{ pointer: '/csv', detail: 'is not UTF-8' }], cause),
    );
  }
}

/** One route for each action of the registry: path parts, query and body together are the input. */
export function addActionRoutes(server: FastifyInstance, registry: Registry, authenticate: Authenticate): void {
  const inJson = registry.actions.filter((action) => action.media === undefined);
  addRoutes(server, registry, authenticate, inJson);
  void server.register(async (csvServer) => {
    csvServer.addContentTypeParser('text/csv', { parseAs: 'buffer' }, csvInput);
    addRoutes(
      csvServer,
      registry,
      authenticate,
      registry.actions.filter((action) => action.media === 'text/csv'),
    );
  });
}

/** What an action that answers a file sends: the text, under the last part of its path as the file's name. */
function sendFile(reply: FastifyReply, media: string, path: string, text: unknown): FastifyReply {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return reply
    .type(`${media}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(text);
}

function addRoutes(
  server: FastifyInstance,
  registry: Registry,
  authenticate: Authenticate,
  actions: readonly RegisteredAction[],
): void {
  for (const action of actions) {
    const { method, path } = routeOf(action);
    const inQuery = method === 'GET' || method === 'DELETE';
    server.route({
      method,
      url: apiPrefix + path,
      handler: async (request, reply) => {
        const caller = await authenticate(request);
        if (inQuery && Object.keys(objectOf(request.body, 'body')).length > 0)
          throw fault('invalid', 'INPUT_INVALID', `${method} takes its fields from the query: a body is not read.`, [
            { pointer: '', detail: `stands in the body of a ${method}: put the fields into the query` },
          ]);
        const fields = {
          ...objectOf(inQuery ? request.query : request.body, inQuery ? 'query' : 'body'),
          ...objectOf(request.params, 'path'),
        };
        const idempotencyKey = idempotencyKeyOf(request);
        const output = await registry.perform(action.name, caller, fields, {
          convert: inQuery,
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        });
        if (action.media !== undefined && method === 'GET') return sendFile(reply, action.media, path, output);
        return output === undefined || output === null ? reply.code(204).send() : reply.send(output);
      },
    });
  }
}
