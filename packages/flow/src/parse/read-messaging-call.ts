import type { AsyncApiCall, MessageConsumption } from '../definition/call.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { argumentsOf, mapTemplate, type ReadCall } from './read-arguments.ts';
import { readAuthentication } from './read-authentication.ts';
import { readDuration } from './read-duration.ts';
import { readExpression } from './read-expression.ts';
import { readResource } from './read-resource.ts';
import { isObject, readChoice, readFields, readInteger, readOneOf, readText, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const protocols = [
  'amqp',
  'amqp1',
  'anypointmq',
  'googlepubsub',
  'http',
  'ibmmq',
  'jms',
  'kafka',
  'mercure',
  'mqtt',
  'mqtt5',
  'nats',
  'pulsar',
  'redis',
  'sns',
  'solace',
  'sqs',
  'stomp',
  'ws',
];

export const readAsyncApi: ReadCall<AsyncApiCall> = (reading, value, pointer, scope) => {
  const what = 'an AsyncAPI call';
  const properties = [
    'document',
    'channel',
    'operation',
    'server',
    'protocol',
    'message',
    'subscription',
    'authentication',
  ];
  const fields = argumentsOf(reading, value, pointer, what, properties, ['document']);
  const by = value === undefined ? null : readOneOf(reading, fields, what, ['operation', 'channel']);
  if (value !== undefined) readOneOf(reading, fields, what, ['message', 'subscription']);
  const name = by === 'channel' ? 'channel' : 'operation';
  const server = fields.has('server')
    ? readFields(reading, fields.get('server') ?? null, fields.at('server'), {
        what: 'a server',
        properties: ['name', 'variables'],
        required: ['name'],
      })
    : null;
  const protocol = fields.get('protocol');
  return {
    protocol: 'asyncapi',
    document: readResource(reading, fields.get('document'), fields.at('document'), 'a document', scope),
    by: name,
    operation: readText(reading, fields.get(name), fields.at(name), `the ${name}`),
    server:
      server === null
        ? null
        : {
            name: readText(reading, server.get('name'), server.at('name'), 'the name of the server'),
            variables: mapTemplate(reading, server, 'variables', scope),
          },
    serverProtocol:
      protocol === undefined
        ? null
        : readChoice(reading, protocol, fields.at('protocol'), 'a protocol', protocols, 'http'),
    authentication: readAuthentication(reading, fields.get('authentication'), fields.at('authentication'), scope),
    action: readMessaging(reading, fields, scope),
  };
};

function readMessaging(reading: Reading, fields: Fields, scope: Scope): AsyncApiCall['action'] {
  const subscription = fields.get('subscription');
  if (subscription === undefined) {
    const shape = { what: 'a message', properties: ['payload', 'headers'] };
    const message = readFields(reading, fields.get('message') ?? {}, fields.at('message'), shape);
    const payload = mapTemplate(reading, message, 'payload', scope);
    return { kind: 'publish', payload, headers: mapTemplate(reading, message, 'headers', scope) };
  }
  const shape = { what: 'a subscription', properties: ['filter', 'consume', 'foreach'], required: ['consume'] };
  const inner = readFields(reading, subscription, fields.at('subscription'), shape);
  return {
    kind: 'subscribe',
    filter: readExpression(reading, inner.get('filter'), inner.at('filter'), '"filter"', scope),
    consume: readConsumption(reading, inner.get('consume'), inner.at('consume'), scope),
  };
}

function readConsumption(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): MessageConsumption {
  const what = '"consume"';
  const fields = readFields(reading, value ?? {}, pointer, { what, properties: ['amount', 'for', 'while', 'until'] });
  const kind = isObject(value) ? readOneOf(reading, fields, what, ['amount', 'while', 'until']) : null;
  const limit = readDuration(reading, fields.get('for'), fields.at('for'), scope);
  if (kind === 'while' || kind === 'until') {
    const condition = readExpression(reading, fields.get(kind), fields.at(kind), `"${kind}"`, scope);
    return { kind, condition: condition ?? { source: '.', pointer: fields.at(kind) }, for: limit };
  }
  const amount = readInteger(reading, fields.get('amount'), fields.at('amount'), 'the amount', 1, 1_000_000);
  return { kind: 'amount', amount: amount ?? 1, for: limit };
}
