import type { JsonValue } from '@barrow/flow';
import type { HttpRequest } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed, statusFailed } from './call-outcome.ts';
import { exchange, type Outgoing } from './exchange.ts';
import { outputOf } from './http-output.ts';
import { isList, isMap, textOf } from './read-json.ts';

/**
 * Performs `call: http`. A status beyond 299, or beyond 399 when redirects are followed, is a communication error with that status.
 * Output is made of the answer as `output` says.
 */
export async function callHttp(context: CallContext, request: HttpRequest): Promise<JsonValue> {
  const headers = headersOf(request.headers);
  const body = bodyOf(request.body, headers);
  const outgoing: Outgoing = {
    method: request.method,
    url: withQuery(request.endpoint.uri, request.query),
    headers: {
      accept: 'application/json, */*;q=0.5',
      ...(isSafe(request.method) ? {} : { 'idempotency-key': context.idempotencyKey }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    redirects: request.redirect,
  };
  const answer = await exchange(context, outgoing, request.endpoint.authentication);
  if (answer.status < 200 || answer.status > (request.redirect ? 399 : 299)) {
    const { origin, pathname } = new URL(answer.url);
    throw statusFailed(
      answer.status,
      `${request.method.toUpperCase()} ${origin}${pathname} answered with status ${answer.status}`,
    );
  }
  return outputOf(request.output, { method: request.method, uri: outgoing.url, headers }, answer);
}

function isSafe(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase());
}

/** A map of headers, names in lower case; numbers and booleans as text, lists joined, null left out. */
export function headersOf(headers: JsonValue): Record<string, string> {
  if (headers === null) return {};
  if (!isMap(headers)) throw callFailed('configuration', 'headers must be a map of names to texts');
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== null) found[name.toLowerCase()] = isList(value) ? value.map(textOf).join(', ') : textOf(value);
  }
  return found;
}

/** A URL with more query parameters: a list repeats its name, null is left out. */
export function withQuery(uri: string, query: JsonValue): string {
  if (query === null) return uri;
  if (!isMap(query)) throw callFailed('configuration', 'query must be a map of names to values');
  const url = URL.parse(uri);
  if (url === null) throw callFailed('configuration', 'The endpoint is not an absolute http or https URL');
  for (const [name, value] of Object.entries(query)) {
    for (const one of isList(value) ? value : [value]) {
      if (one !== null) url.searchParams.append(name, textOf(one));
    }
  }
  return url.href;
}

/** A text goes as it is, anything else as JSON or, when the content type says so, as a form. Adds the content type when there is none. */
function bodyOf(body: JsonValue | undefined, headers: Record<string, string>): string | undefined {
  if (body === undefined || body === null) return undefined;
  const type = headers['content-type'];
  if (typeof body === 'string') {
    headers['content-type'] ??= 'text/plain; charset=utf-8';
    return body;
  }
  if (type?.startsWith('application/x-www-form-urlencoded') === true && isMap(body)) {
    return withQuery('http://form/', body).split('?')[1] ?? '';
  }
  headers['content-type'] ??= 'application/json';
  return JSON.stringify(body);
}
