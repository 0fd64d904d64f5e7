import type { TSchema } from 'typebox';
import { errorCodes, permissions } from '@barrow/contracts';
import type { RegisteredAction } from '../action.ts';
import { apiPrefix, routeOf } from './rest.ts';

type Json = Record<string, unknown>;

function propertiesOf(schema: TSchema): Record<string, TSchema> {
  const properties: unknown = Reflect.get(schema, 'properties');
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}

function requiredOf(schema: TSchema): string[] {
  const required: unknown = Reflect.get(schema, 'required');
  return Array.isArray(required) ? required.map(String) : [];
}

function parameter(name: string, place: 'path' | 'query', schema: TSchema, required: boolean): Json {
  const description: unknown = Reflect.get(schema, 'description');
  return { name, in: place, required, schema, ...(typeof description === 'string' ? { description } : {}) };
}

function operationOf(action: RegisteredAction): Json {
  const { method, parameters } = routeOf(action);
  const inQuery = method === 'GET' || method === 'DELETE';
  const properties = propertiesOf(action.input);
  const required = requiredOf(action.input);
  const rest = Object.entries(properties).filter(([name]) => !parameters.includes(name));
  const body = {
    type: 'object',
    properties: Object.fromEntries(rest),
    required: required.filter((name) => !parameters.includes(name)),
    additionalProperties: false,
  };
  const file = action.media === undefined ? {} : { [action.media]: { schema: { type: 'string' } } };
  const roles = permissions[action.permission].join(', ');
  return {
    operationId: action.name,
    tags: [action.name.split('.')[0]],
    summary: action.summary,
    description: [
      action.description ?? '',
      `Permission: \`${action.permission}\` (${roles}).`,
      action.undoneBy === undefined ? '' : `Undone by \`${action.undoneBy}\`.`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    'x-barrow-version': action.version,
    'x-barrow-effect': action.effect,
    'x-barrow-permission': action.permission,
    parameters: [
      ...parameters.map((name) => parameter(name, 'path', properties[name] ?? { type: 'string' }, true)),
      ...(inQuery ? rest.map(([name, schema]) => parameter(name, 'query', schema, required.includes(name))) : []),
      ...(action.effect === 'write' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(inQuery || rest.length === 0
      ? {}
      : { requestBody: { required: true, content: { ...file, 'application/json': { schema: body } } } }),
    responses: {
      200: {
        description: 'Done',
        content:
          method === 'GET' && action.media !== undefined ? file : { 'application/json': { schema: action.output } },
      },
      default: {
        description: 'A problem document (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 document of the registry. */
export function openApiOf(actions: readonly RegisteredAction[]): Json {
  const paths: Record<string, Json> = {};
  for (const action of actions) {
    const { method, path } = routeOf(action);
    const key = apiPrefix + path.replaceAll(/:(\w+)/g, '{$1}');
    paths[key] = { ...paths[key], [method.toLowerCase()]: operationOf(action) };
  }
  paths[`${apiPrefix}/events/stream`] = {
    get: {
      operationId: 'platform.event.stream',
      tags: ['platform'],
      summary: 'Hear events as they are committed (server-sent events)',
      description:
        'Each message has the event as CloudEvents JSON in `data` and a cursor in `id`; the first message has a cursor alone. Send `Last-Event-ID` to go on without a gap.\n\nPermission: `event.read`.',
      parameters: [
        {
          name: 'types',
          in: 'query',
          schema: { type: 'string' },
          description: 'Event types, comma separated; a trailing * matches the rest',
        },
        { name: 'locationId', in: 'query', schema: { type: 'string', format: 'uuid' } },
        { name: 'Last-Event-ID', in: 'header', schema: { type: 'string' } },
      ],
      responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: { type: 'string' } } } } },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Barrow',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Runs many small shops as one. Money is in integer minor units (cents), unit prices and costs in micros (millionths of the major unit), quantities in thousandths. ' +
        'Ids are UUIDs made by whoever creates the thing, so that every write can be repeated. Lists answer `{ items, nextCursor }`.\n\n' +
        `Error codes:\n\n${Object.entries(errorCodes)
          .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
          .join('\n')}`,
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key' },
        session: { type: 'apiKey', in: 'cookie', name: 'barrow.session_token' },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          schema: { type: 'string', maxLength: 200 },
          description: 'The same key with the same request is done once and answered alike',
        },
      },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code', 'detail', 'retryable'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string', enum: Object.keys(errorCodes) },
            detail: { type: 'string' },
            retryable: { type: 'boolean' },
            traceId: { type: 'string' },
            problems: {
              type: 'array',
              items: { type: 'object', properties: { pointer: { type: 'string' }, detail: { type: 'string' } } },
            },
          },
        },
      },
    },
  };
}
