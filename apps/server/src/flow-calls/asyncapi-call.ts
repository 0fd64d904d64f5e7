import type { JsonObject, JsonValue } from '@barrow/flow';
import type { AsyncApiRequest } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed } from './call-outcome.ts';
import { fetchDocument } from './fetch-document.ts';
import { callHttp } from './http-call.ts';
import { subscribe } from './subscribe.ts';
import { isMap, listOf, mapAt, mapOf, textAt, textOf } from './read-json.ts';

/**
 * Performs `call: asyncapi` over HTTP: a message goes to the channel's address at the server, a subscription consumes what comes from
 * there. Other protocols are refused, as this runtime talks to no broker.
 */
export async function callAsyncApi(context: CallContext, request: AsyncApiRequest): Promise<JsonValue> {
  const { document } = await fetchDocument(context, request.document);
  const is3 = (textAt(document, 'asyncapi') ?? '').startsWith('3');
  const { address, channel, method } = is3 ? operation3(document, request) : channel2(document, request);
  const uri = serverUri(document, channel, request, is3).replace(/\/+$/, '');
  const endpoint = { uri: `${uri}/${address.replace(/^\/+/, '')}`, authentication: request.authentication };
  if (request.action.kind === 'subscribe') return subscribe(context, endpoint, method, request.action);
  const { payload, headers } = request.action;
  return callHttp(context, {
    protocol: 'http',
    method,
    endpoint,
    headers,
    body: payload,
    query: null,
    output: 'content',
    redirect: false,
  });
}

type Target = { readonly address: string; readonly channel: JsonObject; readonly method: string };

function operation3(document: JsonObject, { operation: name, action }: AsyncApiRequest): Target {
  const operation = mapOf(mapOf(document['operations'])[name]);
  const reference = mapOf(operation['channel'])['$ref'];
  if (typeof reference !== 'string')
    throw callFailed('configuration', `The document has no operation "${name}" with a channel`);
  const channelName = unescape(reference.split('/').at(-1) ?? '');
  const channel = mapOf(mapOf(document['channels'])[channelName]);
  const address = typeof channel['address'] === 'string' ? channel['address'] : channelName;
  return { address, channel, method: methodOf(operation, action) };
}

function channel2(document: JsonObject, { operation: name, action }: AsyncApiRequest): Target {
  const channel = mapOf(document['channels'])[name];
  if (!isMap(channel)) throw callFailed('configuration', `The document has no channel "${name}"`);
  return { address: name, channel, method: methodOf(mapOf(channel[action.kind]), action) };
}

function methodOf(operation: JsonObject, { kind }: AsyncApiRequest['action']): string {
  const method = mapOf(mapOf(operation['bindings'])['http'])['method'];
  return typeof method === 'string' ? method.toUpperCase() : kind === 'publish' ? 'POST' : 'GET';
}

/** The named server, or the first of the channel's that speaks HTTP, its variables filled in. */
function serverUri(document: JsonObject, channel: JsonObject, request: AsyncApiRequest, is3: boolean): string {
  const servers = mapOf(document['servers']);
  const named = listOf(channel['servers']).map((entry) =>
    typeof entry === 'string' ? entry : unescape((textAt(mapOf(entry), '$ref') ?? '').split('/').at(-1) ?? ''),
  );
  const candidates =
    request.server === null ? (named.length > 0 ? named : Object.keys(servers)) : [request.server.name];
  const wanted = request.serverProtocol;
  const found = candidates
    .map((name) => mapOf(servers[name]))
    .find((server) => request.server !== null || (wanted === null ? isHttp(server) : server['protocol'] === wanted));
  if (found === undefined) {
    throw callFailed('configuration', `The document has no ${wanted ?? 'http'} server for "${request.operation}"`);
  }
  if (!isHttp(found)) {
    throw callFailed(
      'configuration',
      `AsyncAPI over "${textAt(found, 'protocol') ?? ''}" is not supported, only over http`,
      501,
    );
  }
  const protocol = textAt(found, 'protocol') ?? '';
  const written = is3
    ? `${protocol}://${textAt(found, 'host') ?? ''}${textAt(found, 'pathname') ?? ''}`
    : (textAt(found, 'url') ?? '');
  const variables = mapOf(request.server?.variables);
  const filled = written.replaceAll(/\{([^}]*)\}/g, (_whole, name: string) =>
    textOf(variables[name] ?? mapAt(mapAt(found, 'variables'), name)['default'] ?? ''),
  );
  return /^https?:\/\//.test(filled) ? filled : `${protocol}://${filled}`;
}

function isHttp(server: JsonObject): boolean {
  return server['protocol'] === 'http' || server['protocol'] === 'https';
}

function unescape(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}
