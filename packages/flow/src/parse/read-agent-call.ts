import type { A2aCall, McpCall } from '../definition/call.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { argumentsOf, mapTemplate, readArguments, template, type ReadCall } from './read-arguments.ts';
import { readDuration } from './read-duration.ts';
import { readEndpoint, readResource } from './read-resource.ts';
import { isObject, readChoice, readFields, readOneOf, readText, readTextOr } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const mcpMethods = [
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/read',
  'resources/templates/list',
];

export const readMcp: ReadCall<McpCall> = (reading, value, pointer, scope) => {
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

export const readA2a: ReadCall<A2aCall> = (reading, value, pointer, scope) => {
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
