import type { JsonObject, JsonValue } from '@barrow/flow';
import type { OpenApiRequest } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed } from './call-outcome.ts';
import { fetchDocument } from './fetch-document.ts';
import { callHttp } from './http-call.ts';
import { findOperation, type Operation } from './openapi-operation.ts';
import { formatPath, formatQuery } from './openapi-style.ts';
import { isList, isMap, textOf } from './read-json.ts';

/**
 * Performs `call: openapi`: finds the operation in a Swagger 2 or OpenAPI 3 document, puts each parameter where the document says,
 * and calls it like `call: http`. A parameter that the document does not know becomes a property of the body.
 */
export async function callOpenApi(context: CallContext, request: OpenApiRequest): Promise<JsonValue> {
  const { document, url } = await fetchDocument(context, request.document);
  const operation = findOperation(document, url, request.operationId);
  const given = request.parameters ?? {};
  if (!isMap(given)) throw callFailed('configuration', 'parameters must be a map of names to values');
  const placed = place(operation, given);
  return callHttp(context, {
    protocol: 'http',
    method: operation.method,
    endpoint: { uri: placed.uri, authentication: request.authentication },
    headers: placed.headers,
    body: placed.body,
    query: null,
    output: request.output,
    redirect: request.redirect,
  });
}

type Placed = { readonly uri: string; readonly headers: JsonObject; readonly body: JsonValue | undefined };

function place(operation: Operation, given: JsonObject): Placed {
  let path = operation.path;
  const query: string[] = [];
  const cookies: string[] = [];
  const headers: Record<string, JsonValue> = {};
  const form: Record<string, JsonValue> = {};
  const left = new Map(Object.entries(given));
  let body: JsonValue | undefined;

  for (const parameter of operation.parameters) {
    const value = left.get(parameter.name) ?? parameter.fallback;
    left.delete(parameter.name);
    if (value === undefined || value === null) {
      if (parameter.required) {
        const where = parameter.in === 'body' ? 'body' : `${parameter.in} parameter`;
        throw callFailed('configuration', `${operation.id} needs the ${where} "${parameter.name}"`);
      }
      continue;
    }
    switch (parameter.in) {
      case 'path':
        path = path.replaceAll(`{${parameter.name}}`, formatPath(parameter, value));
        break;
      case 'query':
        query.push(...formatQuery(parameter, value));
        break;
      case 'header':
        headers[parameter.name] = isList(value) ? value.map(textOf).join(',') : value;
        break;
      case 'cookie':
        cookies.push(
          `${parameter.name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
        );
        break;
      case 'formData':
        form[parameter.name] = value;
        break;
      case 'body':
        body = value;
        break;
    }
  }
  if (left.size > 0) body = mergeBody(operation, body, left);
  else if (body === undefined && Object.keys(form).length > 0) body = form;
  if (body === undefined && operation.bodyRequired) {
    throw callFailed('configuration', `${operation.id} needs a body: give its properties, or "body", as parameters`);
  }
  if (cookies.length > 0) headers['cookie'] = cookies.join('; ');
  if (body !== undefined) headers['content-type'] = operation.contentType;
  const separator = operation.server.includes('?') ? '&' : '?';
  const uri = operation.server.replace(/\/+$/, '') + path;
  return { uri: query.length === 0 ? uri : `${uri}${separator}${query.join('&')}`, headers, body };
}

/** What no parameter took: `body` alone is the whole body, other names are properties of it. */
function mergeBody(operation: Operation, body: JsonValue | undefined, left: ReadonlyMap<string, JsonValue>): JsonValue {
  if (!operation.takesBody) {
    throw callFailed(
      'configuration',
      `${operation.id} has no parameter ${[...left.keys()].map((name) => `"${name}"`).join(', ')}`,
    );
  }
  const whole = left.get('body');
  if (left.size === 1 && whole !== undefined) return whole;
  return { ...(isMap(body) ? body : {}), ...Object.fromEntries(left) };
}
