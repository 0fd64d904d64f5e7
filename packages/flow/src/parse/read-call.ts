import type {
  A2aCall,
  AsyncApiCall,
  Call,
  GrpcCall,
  HttpCall,
  McpCall,
  MessageConsumption,
  OpenApiCall,
} from '../definition/call.ts';
import type { Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { readAuthentication } from './read-authentication.ts';
import { readDuration } from './read-duration.ts';
import { readExpression, readTemplate, readTransformation } from './read-expression.ts';
import { readFunctionCall } from './read-function-call.ts';
import { readEndpoint, readResource } from './read-resource.ts';
import {
  isObject,
  readBoolean,
  readChoice,
  readFields,
  readInteger,
  readList,
  readOneOf,
  readText,
  readTextOr,
  type Fields,
} from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

export const builtInCalls = ['http', 'openapi', 'asyncapi', 'grpc', 'mcp', 'a2a'] as const;

/** Reads `call` and `with`. */
export function readCall(reading: Reading, task: Fields, scope: Scope): Call {
  const name = readText(reading, task.get('call'), task.at('call'), 'the name of what is called');
  const builtIn = builtInCalls.find((candidate) => candidate === name);
  if (builtIn === undefined) return readFunctionCall(reading, name, task, builtInCalls, scope);
  if (!task.has('with')) {
    reading.report('missing-property', task.pointer, `A call of "${name}" needs "with". Add it.`, 'key');
  }
  return readers[builtIn](reading, task.get('with'), task.at('with'), scope);
}

type ReadCall<Kind extends Call> = (
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
) => Kind;

const template = (reading: Reading, fields: Fields, name: string, scope: Scope): Template | null => {
  const value = fields.get(name);
  return value === undefined ? null : readTemplate(reading, value, fields.at(name), scope);
};

/** A map, or an expression that gives one. */
const mapTemplate = (reading: Reading, fields: Fields, name: string, scope: Scope): Template | null =>
  readTransformation(reading, fields.get(name), fields.at(name), `"${name}"`, scope);

/** The arguments of a call; required ones are not asked for when there is no `with`, which is reported already. */
function argumentsOf(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  properties: readonly string[],
  required: readonly string[],
): Fields {
  return readFields(reading, value ?? {}, pointer, { what, properties, required: value === undefined ? [] : required });
}

const outputs = ['raw', 'content', 'response'] as const;

const readHttp: ReadCall<HttpCall> = (reading, value, pointer, scope) => {
  const properties = ['method', 'endpoint', 'headers', 'body', 'query', 'output', 'redirect'];
  const fields = argumentsOf(reading, value, pointer, 'an HTTP call', properties, ['method', 'endpoint']);
  const method = readText(reading, fields.get('method'), fields.at('method'), 'the method');
  if (method !== '' && !/^[A-Za-z][A-Za-z0-9-]*$/.test(method)) {
    reading.report(
      'invalid-value',
      fields.at('method'),
      `"${method}" is no HTTP method. Write get, post, put, patch or delete.`,
    );
  }
  return {
    protocol: 'http',
    method: method.toUpperCase(),
    endpoint: readEndpoint(reading, fields.get('endpoint'), fields.at('endpoint'), scope),
    headers: mapTemplate(reading, fields, 'headers', scope),
    body: template(reading, fields, 'body', scope),
    query: mapTemplate(reading, fields, 'query', scope),
    output: readChoice(reading, fields.get('output'), fields.at('output'), 'an output format', outputs, 'content'),
    redirect: readBoolean(reading, fields.get('redirect'), fields.at('redirect'), '"redirect"', false),
  };
};

const readOpenApi: ReadCall<OpenApiCall> = (reading, value, pointer, scope) => {
  const properties = ['document', 'operationId', 'parameters', 'authentication', 'output', 'redirect'];
  const fields = argumentsOf(reading, value, pointer, 'an OpenAPI call', properties, ['document', 'operationId']);
  return {
    protocol: 'openapi',
    document: readResource(reading, fields.get('document'), fields.at('document'), 'a document', scope),
    operationId: readText(reading, fields.get('operationId'), fields.at('operationId'), 'the operation id'),
    parameters: mapTemplate(reading, fields, 'parameters', scope),
    authentication: readAuthentication(reading, fields.get('authentication'), fields.at('authentication'), scope),
    output: readChoice(reading, fields.get('output'), fields.at('output'), 'an output format', outputs, 'content'),
    redirect: readBoolean(reading, fields.get('redirect'), fields.at('redirect'), '"redirect"', false),
  };
};

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

const readAsyncApi: ReadCall<AsyncApiCall> = (reading, value, pointer, scope) => {
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

const readGrpc: ReadCall<GrpcCall> = (reading, value, pointer, scope) => {
  const properties = ['proto', 'service', 'method', 'arguments'];
  const fields = argumentsOf(reading, value, pointer, 'a gRPC call', properties, ['proto', 'service', 'method']);
  const service = readFields(reading, fields.get('service') ?? { name: 'none', host: 'none' }, fields.at('service'), {
    what: 'a gRPC service',
    properties: ['name', 'host', 'port', 'authentication'],
    required: ['name', 'host'],
  });
  const host = readText(reading, service.get('host'), service.at('host'), 'the host');
  if (host !== '' && !/^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$/.test(host)) {
    reading.report(
      'invalid-value',
      service.at('host'),
      `"${host}" is no host name. Write for example grpc.example.com, without scheme and port.`,
    );
  }
  return {
    protocol: 'grpc',
    proto: readResource(reading, fields.get('proto'), fields.at('proto'), 'a proto resource', scope),
    service: {
      name: readText(reading, service.get('name'), service.at('name'), 'the name of the service'),
      host,
      port: readInteger(reading, service.get('port'), service.at('port'), 'the port', 0, 65_535),
      authentication: readAuthentication(reading, service.get('authentication'), service.at('authentication'), scope),
    },
    method: readText(reading, fields.get('method'), fields.at('method'), 'the method'),
    arguments: mapTemplate(reading, fields, 'arguments', scope),
  };
};

const mcpMethods = [
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/read',
  'resources/templates/list',
];

const readMcp: ReadCall<McpCall> = (reading, value, pointer, scope) => {
  const properties = ['protocolVersion', 'method', 'parameters', 'timeout', 'transport', 'client'];
  const fields = argumentsOf(reading, value, pointer, 'an MCP call', properties, ['method', 'transport']);
  const client = fields.get('client');
  const version = readTextOr(
    reading,
    fields.get('protocolVersion'),
    fields.at('protocolVersion'),
    'the protocol version',
    '2025-06-18',
  );
  const named = readFields(reading, client ?? { name: 'none', version: '0' }, fields.at('client'), {
    what: 'an MCP client',
    properties: ['name', 'version'],
    required: ['name', 'version'],
  });
  const part = (name: string): string => readText(reading, named.get(name), named.at(name), `the ${name}`);
  return {
    protocol: 'mcp',
    protocolVersion: version,
    method: readChoice(reading, fields.get('method'), fields.at('method'), 'an MCP method', mcpMethods, 'tools/call'),
    parameters: mapTemplate(reading, fields, 'parameters', scope),
    timeout: readDuration(reading, fields.get('timeout'), fields.at('timeout'), scope),
    transport: readTransport(reading, fields.get('transport'), fields.at('transport'), scope),
    client: client === undefined ? null : { name: part('name'), version: part('version') },
  };
};

function readTransport(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): McpCall['transport'] {
  const what = 'an MCP transport';
  const fields = readFields(reading, value ?? {}, pointer, { what, properties: ['http', 'stdio', 'options'] });
  if (isObject(value)) readOneOf(reading, fields, what, ['http', 'stdio']);
  const options = mapTemplate(reading, fields, 'options', scope);
  const stdio = fields.get('stdio');
  if (stdio !== undefined) {
    const properties = ['command', 'arguments', 'environment'];
    const shape = { what: 'the stdio transport', properties, required: ['command'] };
    const inner = readFields(reading, stdio, fields.at('stdio'), shape);
    return {
      kind: 'stdio',
      options,
      command: template(reading, inner, 'command', scope) ?? { kind: 'literal', value: '' },
      arguments: readArguments(reading, inner, scope),
      environment: mapTemplate(reading, inner, 'environment', scope),
    };
  }
  const shape = { what: 'the HTTP transport', properties: ['endpoint', 'headers'], required: ['endpoint'] };
  const inner = readFields(reading, fields.get('http') ?? { endpoint: '/' }, fields.at('http'), shape);
  return {
    kind: 'http',
    options,
    endpoint: readEndpoint(reading, inner.get('endpoint'), inner.at('endpoint'), scope),
    headers: mapTemplate(reading, inner, 'headers', scope),
  };
}

/** The `arguments` of a process: a list of texts. */
export function readArguments(reading: Reading, fields: Fields, scope: Scope): readonly Template[] {
  return readList(reading, fields.get('arguments'), fields.at('arguments'), '"arguments"').map((item) =>
    readTemplate(reading, readText(reading, item.value, item.pointer, 'an argument'), item.pointer, scope),
  );
}

const a2aMethods = [
  'message/send',
  'message/stream',
  'tasks/get',
  'tasks/list',
  'tasks/cancel',
  'tasks/resubscribe',
  'tasks/pushNotificationConfig/set',
  'tasks/pushNotificationConfig/get',
  'tasks/pushNotificationConfig/list',
  'tasks/pushNotificationConfig/delete',
  'agent/getAuthenticatedExtendedCard',
];

const readA2a: ReadCall<A2aCall> = (reading, value, pointer, scope) => {
  const properties = ['method', 'agentCard', 'server', 'parameters'];
  const fields = argumentsOf(reading, value, pointer, 'an A2A call', properties, ['method']);
  if (value !== undefined && !fields.has('agentCard') && !fields.has('server')) {
    reading.report('missing-property', pointer, 'An A2A call needs "agentCard" or "server". Add one.', 'key');
  }
  return {
    protocol: 'a2a',
    method: readChoice(reading, fields.get('method'), fields.at('method'), 'an A2A method', a2aMethods, 'message/send'),
    agentCard: fields.has('agentCard')
      ? readResource(reading, fields.get('agentCard'), fields.at('agentCard'), 'an agent card', scope)
      : null,
    server: fields.has('server') ? readEndpoint(reading, fields.get('server'), fields.at('server'), scope) : null,
    parameters: mapTemplate(reading, fields, 'parameters', scope),
  };
};

const readers = {
  http: readHttp,
  openapi: readOpenApi,
  asyncapi: readAsyncApi,
  grpc: readGrpc,
  mcp: readMcp,
  a2a: readA2a,
} as const;
