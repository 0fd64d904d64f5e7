import type { FastifyInstance, FastifyRequest } from 'fastify';
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

/** One route for each action of the registry: path parts, query and body together are the input. */
export function addActionRoutes(server: FastifyInstance, registry: Registry, authenticate: Authenticate): void {
  for (const action of registry.actions) {
    const { method, path } = routeOf(action);
    const inQuery = method === 'GET' || method === 'DELETE';
    server.route({
      method,
      url: apiPrefix + path,
      handler: async (request, reply) => {
        const caller = await authenticate(request);
        const fields = {
          ...objectOf(inQuery ? request.query : request.body, inQuery ? 'query' : 'body'),
          ...objectOf(request.params, 'path'),
        };
        const idempotencyKey = idempotencyKeyOf(request);
        const output = await registry.perform(action.name, caller, fields, {
          convert: inQuery,
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        });
        return output === undefined || output === null ? reply.code(204).send() : reply.send(output);
      },
    });
  }
}
