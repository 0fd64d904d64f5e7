import type { JsonObject, JsonValue } from '@barrow/flow';
import { callFailed } from './call-outcome.ts';
import type { ParameterStyle } from './openapi-style.ts';
import { listOf, mapAt, mapOf, textOf } from './read-json.ts';

export type Parameter = ParameterStyle & {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body' | 'formData';
  readonly required: boolean;
  /** The schema's default: used when nothing is given. */
  readonly fallback: JsonValue | undefined;
};

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The URL that the path is appended to. */
  readonly server: string;
  readonly parameters: readonly Parameter[];
  readonly takesBody: boolean;
  readonly bodyRequired: boolean;
  readonly contentType: string;
};

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const places = ['path', 'query', 'header', 'cookie', 'body', 'formData'] as const;
const jsonType = 'application/json';
const formType = 'application/x-www-form-urlencoded';

/** Finds an operation by its id in a Swagger 2.0 or OpenAPI 3 document that was read from `url`. Throws CallFailed. */
export function findOperation(document: JsonObject, url: string, id: string): Operation {
  for (const [path, item] of Object.entries(mapOf(document['paths']))) {
    const shared = resolve(document, item);
    for (const method of methods) {
      const found = resolve(document, shared[method]);
      if (found['operationId'] === id) return describe(document, url, { id, path, method, shared, found });
    }
  }
  throw callFailed('configuration', `${url} has no operation "${id}"`);
}

type Found = {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly shared: JsonObject;
  readonly found: JsonObject;
};

function describe(document: JsonObject, url: string, { id, path, method, shared, found }: Found): Operation {
  const parameters = new Map<string, Parameter>();
  for (const list of [shared['parameters'], found['parameters']]) {
    for (const entry of listOf(list)) {
      const parameter = parameterOf(document, entry);
      if (parameter !== null) parameters.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  const isSwagger = document['swagger'] !== undefined;
  const body = resolve(document, found['requestBody']);
  const content = Object.keys(mapOf(body['content']));
  const consumes = listOf(found['consumes'] ?? document['consumes']).filter((type) => typeof type === 'string');
  const all = [...parameters.values()];
  const isForm = all.some((parameter) => parameter.in === 'formData');
  const offered = isSwagger ? (isForm ? [formType] : consumes) : content;
  return {
    id,
    method: method.toUpperCase(),
    path,
    server: isSwagger
      ? swaggerServer(document, url)
      : serverOf([found['servers'], shared['servers'], document['servers']], url),
    parameters: all,
    takesBody: isSwagger ? all.some((parameter) => parameter.in === 'body') : content.length > 0,
    bodyRequired: body['required'] === true,
    contentType: offered.find((type) => /json/.test(type)) ?? offered.find((type) => type === formType) ?? jsonType,
  };
}

function parameterOf(document: JsonObject, entry: JsonValue): Parameter | null {
  const {
    name,
    in: where,
    required,
    style,
    explode,
    schema,
    default: ownDefault,
    collectionFormat,
  } = resolve(document, entry);
  const place = places.find((one) => one === where);
  if (typeof name !== 'string' || place === undefined) return null;
  const usual = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const written = typeof style === 'string' ? style : usual;
  const explodes = typeof explode === 'boolean' ? explode : written === 'form';
  const collected: Partial<Record<string, [string, boolean]>> = {
    csv: ['form', false],
    ssv: ['spaceDelimited', false],
    pipes: ['pipeDelimited', false],
    multi: ['form', true],
  };
  const [styleNow, explodeNow] = (typeof collectionFormat === 'string' && place === 'query'
    ? collected[collectionFormat]
    : undefined) ?? [written, explodes];
  const fallback = ownDefault ?? resolve(document, schema)['default'];
  return { name, in: place, required: required === true, style: styleNow, explode: explodeNow, fallback };
}

/** The first server of the innermost list, its variables at their defaults, relative to where the document was. */
function serverOf(lists: readonly (JsonValue | undefined)[], url: string): string {
  for (const list of lists) {
    const server = mapOf(listOf(list)[0]);
    if (typeof server['url'] !== 'string') continue;
    const variables = mapOf(server['variables']);
    const filled = server['url'].replaceAll(/\{([^}]*)\}/g, (_whole, name: string) =>
      textOf(mapAt(variables, name)['default'] ?? ''),
    );
    return new URL(filled, url).href;
  }
  return new URL('/', url).href;
}

function swaggerServer(document: JsonObject, url: string): string {
  const own = new URL(url);
  const schemes = listOf(document['schemes']).filter((scheme) => typeof scheme === 'string');
  const ownScheme = own.protocol.slice(0, -1);
  const scheme =
    schemes.length === 0 || schemes.includes(ownScheme) ? ownScheme : schemes.includes('https') ? 'https' : 'http';
  const host = typeof document['host'] === 'string' ? document['host'] : own.host;
  const base = typeof document['basePath'] === 'string' ? document['basePath'] : '/';
  return new URL(base, `${scheme}://${host}`).href;
}

/** A map, or what its `$ref` within the document leads to. References of references are followed a few times. */
function resolve(document: JsonObject, value: JsonValue | undefined): JsonObject {
  let found = mapOf(value);
  for (let hops = 0; hops < 8; hops += 1) {
    const reference = found['$ref'];
    if (typeof reference !== 'string') return found;
    if (!reference.startsWith('#/')) {
      throw callFailed(
        'configuration',
        `The document refers to "${reference}"; only references within it are followed`,
      );
    }
    let target: JsonValue | undefined = document;
    for (const segment of reference.slice(2).split('/')) {
      target = mapOf(target)[decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    found = mapOf(target);
  }
  return found;
}
