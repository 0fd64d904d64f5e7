import type { JsonValue } from '../definition/json.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';
import type { Endpoint, ExternalResource, Schema } from '../definition/resource.ts';
import { checkSchema } from './check-schema.ts';
import { readAuthentication } from './read-authentication.ts';
import { readUri } from './read-uri.ts';
import { isObject, readFields, readOneOf, readTextOr, typeName } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

export function readEndpoint(reading: Reading, value: JsonValue | undefined, pointer: Pointer, scope: Scope): Endpoint {
  const empty: Endpoint = { pointer, uri: { kind: 'uri', parts: [] }, authentication: null };
  if (value === undefined) return empty;
  if (typeof value === 'string') return { ...empty, uri: readUri(reading, value, pointer, 'the URI', scope) };
  if (!isObject(value)) {
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; an endpoint is a URI, or a map with "uri".`);
    return empty;
  }
  const shape = { what: 'an endpoint', properties: ['uri', 'authentication'], required: ['uri'] };
  const fields = readFields(reading, value, pointer, shape);
  return {
    pointer,
    uri: readUri(reading, fields.get('uri'), fields.at('uri'), 'the URI', scope),
    authentication: readAuthentication(reading, fields.get('authentication'), fields.at('authentication'), scope),
  };
}

export function readResource(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  scope: Scope,
): ExternalResource {
  const shape = { what, properties: ['name', 'endpoint'], required: ['endpoint'] };
  const fields = readFields(reading, value ?? { endpoint: '/' }, pointer, shape);
  return {
    pointer,
    name: readTextOr(reading, fields.get('name'), fields.at('name'), 'the name', null),
    endpoint: readEndpoint(reading, fields.get('endpoint'), fields.at('endpoint'), scope),
  };
}

export function readSchema(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): Schema | null {
  if (value === undefined) return null;
  const what = 'a schema';
  const fields = readFields(reading, value, pointer, { what, properties: ['format', 'document', 'resource'] });
  if (!isObject(value)) return null;
  const format = readTextOr(reading, fields.get('format'), fields.at('format'), 'the format', 'json');
  if (format !== '' && !/^json(:.+)?$/.test(format)) {
    reading.report(
      'unsupported',
      fields.at('format'),
      `Schemas of the format "${format}" are not supported; write "json".`,
    );
  }
  const kind = readOneOf(reading, fields, what, ['document', 'resource']);
  if (kind === 'resource') {
    return {
      kind: 'external',
      pointer,
      resource: readResource(reading, fields.get('resource'), fields.at('resource'), 'a resource', scope),
    };
  }
  const document = fields.get('document') ?? true;
  for (const fault of checkSchema(document)) {
    reading.report('invalid-schema', pointerTo(fields.at('document'), ...fault.path), fault.message);
  }
  return { kind: 'inline', pointer: fields.at('document'), document };
}
