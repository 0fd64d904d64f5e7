import type {
  AuthenticationScheme,
  HttpOutput,
  JsonObject,
  JsonValue,
  OAuth2ClientAuthentication,
  OAuth2Grant,
} from '@barrow/flow';
import { callFailed } from './call-outcome.ts';
import type {
  CallAuthentication,
  CallOAuth2,
  CallRequest,
  EndpointOf,
  KeptExpression,
  ScriptRequest,
  Subscription,
} from './call-request.ts';
import { isMap, listOf, mapAt, mapOf, textAt, textOf } from './read-json.ts';

/** The request of a run's call effect, as it was stored. Throws CallFailed for a value of the wrong kind, which expressions may give. */
export function readRequest(call: string, request: JsonObject): CallRequest {
  switch (call) {
    case 'http':
      return {
        protocol: call,
        method: text(request, 'method'),
        endpoint: endpoint(request, 'endpoint'),
        headers: request['headers'] ?? null,
        query: request['query'] ?? null,
        body: request['hasBody'] === false ? undefined : request['body'],
        output: output(request),
        redirect: request['redirect'] === true,
      };
    case 'openapi':
      return {
        protocol: call,
        document: resource(request, 'document'),
        operationId: text(request, 'operationId'),
        parameters: request['parameters'] ?? null,
        authentication: authentication(request['authentication']),
        output: output(request),
        redirect: request['redirect'] === true,
      };
    case 'asyncapi':
      return {
        protocol: call,
        document: resource(request, 'document'),
        by: request['by'] === 'channel' ? 'channel' : 'operation',
        operation: text(request, 'operation'),
        server: isMap(request['server'])
          ? { name: text(request['server'], 'name'), variables: request['server']['variables'] ?? null }
          : null,
        serverProtocol: textAt(request, 'serverProtocol') ?? null,
        authentication: authentication(request['authentication']),
        action:
          request['action'] === 'publish'
            ? { kind: 'publish', payload: request['payload'] ?? null, headers: request['headers'] ?? null }
            : subscription(request),
      };
    case 'mcp': {
      const transport = mapAt(request, 'transport');
      const client = request['client'];
      return {
        protocol: call,
        protocolVersion: text(request, 'protocolVersion'),
        method: text(request, 'method'),
        parameters: request['parameters'] ?? null,
        timeoutMs: typeof request['timeoutMs'] === 'number' ? request['timeoutMs'] : null,
        transport:
          transport['kind'] === 'http'
            ? { kind: 'http', endpoint: endpoint(transport, 'endpoint'), headers: transport['headers'] ?? null }
            : { kind: 'stdio' },
        client: isMap(client) ? { name: text(client, 'name'), version: text(client, 'version') } : null,
      };
    }
    case 'a2a':
      return {
        protocol: call,
        method: text(request, 'method'),
        agentCard: isMap(request['agentCard']) ? resource(request, 'agentCard') : null,
        server: isMap(request['server']) ? endpoint(request, 'server') : null,
        parameters: request['parameters'] ?? null,
      };
    case 'script':
      return script(request);
    case 'grpc': {
      const service = mapAt(request, 'service');
      return {
        protocol: call,
        proto: resource(request, 'proto'),
        service: {
          name: text(service, 'name'),
          host: text(service, 'host'),
          port: typeof service['port'] === 'number' ? service['port'] : null,
          authentication: authentication(service['authentication']),
        },
        method: text(request, 'method'),
        arguments: request['arguments'] ?? null,
      };
    }
    case 'shell':
    case 'container':
      return { protocol: call };
    default:
      throw callFailed('configuration', `There is no call of the kind "${call}"`);
  }
}

function script(request: JsonObject): ScriptRequest {
  const code = mapAt(request, 'code');
  const stdin = request['stdin'] ?? null;
  const given = request['arguments'] ?? [];
  return {
    protocol: 'script',
    language: request['language'] === 'python' ? 'python' : 'js',
    code:
      code['kind'] === 'external'
        ? { kind: 'external', endpoint: resource(code, 'resource') }
        : { kind: 'inline', text: text(code, 'text') },
    stdin: stdin === null ? null : textOf(stdin),
    arguments: isMap(given) ? given : listOf(given),
    environment: Object.fromEntries(
      Object.entries(mapAt(request, 'environment')).map(([name, value]) => [name, textOf(value)]),
    ),
  };
}

function resource(request: JsonObject, name: string): EndpointOf {
  return endpoint(mapAt(request, name), 'endpoint');
}

export function endpoint(request: JsonObject, name: string): EndpointOf {
  const found = mapAt(request, name);
  const uri = textAt(found, 'uri');
  if (uri === undefined) throw callFailed('configuration', `The uri of "${name}" is not a text`);
  return { uri, authentication: authentication(found['authentication']) };
}

const schemes: readonly AuthenticationScheme[] = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'];

function authentication(value: JsonValue | undefined): CallAuthentication | null {
  if (!isMap(value)) return null;
  const scheme = schemes.find((one) => one === value['scheme']);
  if (scheme === undefined) throw callFailed('configuration', 'The authentication scheme is not known');
  const secret = textAt(value, 'secret');
  if (secret !== undefined) return { kind: 'secret', scheme, secret };
  return ofScheme(scheme, value);
}

/** A policy of a scheme from its properties, as a request or a secret has them. */
export function ofScheme(scheme: AuthenticationScheme, properties: JsonObject): CallAuthentication {
  switch (scheme) {
    case 'basic':
    case 'digest':
      return { kind: scheme, username: word(properties, 'username'), password: word(properties, 'password') };
    case 'bearer':
      return { kind: scheme, token: word(properties, 'token') };
    case 'oauth2':
    case 'oidc':
      return { kind: scheme, oauth2: oauth2(properties) };
  }
}

const grants: readonly OAuth2Grant[] = [
  'authorization_code',
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:token-exchange',
];
const clientAuthentications: readonly OAuth2ClientAuthentication[] = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
];
const encodings = ['application/x-www-form-urlencoded', 'application/json'] as const;

function oauth2(policy: JsonObject): CallOAuth2 {
  const client = mapAt(policy, 'client');
  const encoding = textAt(policy, 'encoding') ?? textAt(mapAt(policy, 'request'), 'encoding') ?? encodings[0];
  return {
    authority: word(policy, 'authority'),
    endpoints: { token: textAt(mapAt(policy, 'endpoints'), 'token') ?? '/oauth2/token' },
    grant: oneOf(grants, word(policy, 'grant'), 'grant'),
    client: {
      id: textAt(client, 'id') ?? null,
      secret: textAt(client, 'secret') ?? null,
      assertion: textAt(client, 'assertion') ?? null,
      authentication: oneOf(
        clientAuthentications,
        textAt(client, 'authentication') ?? 'client_secret_post',
        'client.authentication',
      ),
    },
    encoding: oneOf(encodings, encoding, 'encoding'),
    issuers: listOf(policy['issuers']).map(textOf),
    scopes: listOf(policy['scopes']).map(textOf),
    audiences: listOf(policy['audiences']).map(textOf),
    username: textAt(policy, 'username') ?? null,
    password: textAt(policy, 'password') ?? null,
    subject: token(policy['subject']),
    actor: token(policy['actor']),
  };
}

function token(value: JsonValue | undefined): CallOAuth2['subject'] {
  const given = mapOf(value);
  const found = textAt(given, 'token');
  return found === undefined ? null : { token: found, type: textAt(given, 'type') ?? '' };
}

function oneOf<Choice extends string>(choices: readonly Choice[], value: string, property: string): Choice {
  for (const choice of choices) if (choice === value) return choice;
  throw callFailed('configuration', `"${property}" of the authentication is not one of ${choices.join(', ')}`);
}

/** A text of an authentication policy; a number, as YAML reads a PIN, counts as one. */
function word(properties: JsonObject, name: string): string {
  const value = properties[name];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw callFailed('configuration', `The authentication needs a text "${name}"`);
}

function output(request: JsonObject): HttpOutput {
  const wanted = request['output'];
  return wanted === 'raw' || wanted === 'response' ? wanted : 'content';
}

function text(map: JsonObject, name: string): string {
  const value = textAt(map, name);
  if (value === undefined) throw callFailed('configuration', `"${name}" of the call is not a text`);
  return value;
}

function subscription(request: JsonObject): Subscription {
  const consume = mapAt(request, 'consume');
  const { kind, amount, forMs } = consume;
  return {
    kind: 'subscribe',
    filter: isMap(request['filter']) ? kept(request['filter']) : null,
    consume:
      kind === 'while' || kind === 'until'
        ? { kind, condition: kept(mapAt(consume, 'condition')) }
        : { amount: typeof amount === 'number' ? amount : 1 },
    forMs: typeof forMs === 'number' ? forMs : null,
  };
}

function kept(expression: JsonObject): KeptExpression {
  return { source: text(expression, 'source'), variables: mapAt(expression, 'variables') };
}
