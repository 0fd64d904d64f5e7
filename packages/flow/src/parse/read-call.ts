import type { Call, GrpcCall, HttpCall, OpenApiCall } from '../definition/call.ts';
import { readA2a, readMcp } from './read-agent-call.ts';
import { argumentsOf, mapTemplate, template, type ReadCall } from './read-arguments.ts';
import { readAuthentication } from './read-authentication.ts';
import { readFunctionCall } from './read-function-call.ts';
import { readAsyncApi } from './read-messaging-call.ts';
import { readEndpoint, readResource } from './read-resource.ts';
import { readBoolean, readChoice, readFields, readInteger, readText, type Fields } from './read-values.ts';
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

const readers = {
  http: readHttp,
  openapi: readOpenApi,
  asyncapi: readAsyncApi,
  grpc: readGrpc,
  mcp: readMcp,
  a2a: readA2a,
} as const;
