import type { JsonObject, JsonValue } from '../definition/json.ts';
import { didYouMean } from '../source/suggest.ts';
import { isList, isObject, typeName } from './read-values.ts';

export type SchemaFault = { readonly path: readonly (string | number)[]; readonly message: string };

type Check = (value: JsonValue) => string | null;

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isCount: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? null : 'is a whole number from 0';
const isNumber: Check = (value) => (typeof value === 'number' ? null : 'is a number');
const isText: Check = (value) => (typeof value === 'string' ? null : 'is a text');
const isFlag: Check = (value) => (typeof value === 'boolean' ? null : 'is true or false');
const isTexts: Check = (value) =>
  isList(value) && value.every((item) => typeof item === 'string') ? null : 'is a list of names';
const isPattern: Check = (value) => {
  if (typeof value !== 'string') return 'is a regular expression';
  try {
    new RegExp(value, 'u');
    return null;
  } catch (error) {
    return `is a regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
};
const isType: Check = (value) => {
  const names = isList(value) ? value : [value];
  const wrong = names.find((name) => typeof name !== 'string' || !types.includes(name));
  if (wrong === undefined) return names.length > 0 ? null : 'names at least one type';
  const meant = typeof wrong === 'string' ? didYouMean(wrong, types) : '';
  return `is one of ${types.join(', ')}.${meant}`.replace(/\.$/, '');
};

/** Keywords of JSON Schema, draft 2020-12, whose value has a simple form. What stands nowhere here is an annotation. */
const simple: Readonly<Record<string, Check>> = {
  type: isType,
  enum: (value) => (isList(value) ? null : 'is a list of values'),
  multipleOf: (value) => (typeof value === 'number' && value > 0 ? null : 'is a number above 0'),
  maximum: isNumber,
  exclusiveMaximum: isNumber,
  minimum: isNumber,
  exclusiveMinimum: isNumber,
  maxLength: isCount,
  minLength: isCount,
  pattern: isPattern,
  maxItems: isCount,
  minItems: isCount,
  uniqueItems: isFlag,
  maxContains: isCount,
  minContains: isCount,
  maxProperties: isCount,
  minProperties: isCount,
  required: isTexts,
  format: isText,
  $ref: isText,
  $id: isText,
  $anchor: isText,
};

const oneSchema = new Set([
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
]);
const schemaLists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const schemaMaps = new Set(['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties']);

/** What is wrong with a JSON Schema: keywords of the wrong form, references that lead nowhere. */
export function checkSchema(root: JsonValue): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  /** Every `$id` of the schema, gathered when the first reference asks. */
  let ids: ReadonlySet<string> | null = null;
  check(root, []);
  return faults;

  function fail(path: readonly (string | number)[], message: string): void {
    faults.push({ path, message });
  }

  function check(schema: JsonValue, path: readonly (string | number)[]): void {
    if (typeof schema === 'boolean') return;
    if (!isObject(schema)) {
      fail(path, `This is ${typeName(schema)}; a JSON Schema is a map, true or false.`);
      return;
    }
    for (const [name, value] of Object.entries(schema)) checkKeyword(name, value, [...path, name]);
  }

  function checkKeyword(name: string, value: JsonValue, path: readonly (string | number)[]): void {
    const wrong = Object.hasOwn(simple, name) ? simple[name]?.(value) : null;
    if (typeof wrong === 'string') fail(path, `"${name}" ${wrong}.`);
    else if (name === '$ref' && typeof value === 'string') checkReference(value, path);
    else if (oneSchema.has(name)) check(value, path);
    else if (schemaLists.has(name)) checkList(name, value, path);
    else if (schemaMaps.has(name)) checkMap(name, value, path);
  }

  function checkList(name: string, value: JsonValue, path: readonly (string | number)[]): void {
    if (!isList(value) || value.length === 0) fail(path, `"${name}" is a list of schemas.`);
    else for (const [index, schema] of value.entries()) check(schema, [...path, index]);
  }

  function checkMap(name: string, value: JsonValue, path: readonly (string | number)[]): void {
    if (!isObject(value)) {
      fail(path, `"${name}" is a map of schemas.`);
      return;
    }
    for (const [key, schema] of Object.entries(value)) {
      const wrong = name === 'patternProperties' ? isPattern(key) : null;
      if (wrong !== null) fail([...path, key], `"${key}" ${wrong}.`);
      check(schema, [...path, key]);
    }
  }

  function checkReference(reference: string, path: readonly (string | number)[]): void {
    if (!reference.startsWith('#')) {
      ids ??= idsOf(root);
      if (!ids.has(reference))
        fail(path, `"${reference}" leads out of this schema, which is not possible. Put the schema into "$defs".`);
    } else if (reference.startsWith('#/') && !resolves(root, reference)) {
      fail(path, `"${reference}" leads nowhere in this schema.`);
    }
  }
}

function idsOf(root: JsonValue): ReadonlySet<string> {
  const ids = new Set<string>();
  const open: JsonValue[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isList(value)) for (const item of value) open.push(item);
    if (!isObject(value)) continue;
    const entries = Object.entries(value);
    for (const [name, inner] of entries) {
      if (name === '$id' && typeof inner === 'string') ids.add(inner);
      open.push(inner);
    }
  }
  return ids;
}

function resolves(root: JsonValue, reference: string): boolean {
  let value: JsonValue | undefined = root;
  for (const segment of reference.slice(2).split('/')) {
    const name = decode(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    if (isList(value)) value = value[Number(name)];
    else if (isObject(value) && Object.hasOwn(value, name)) value = (value satisfies JsonObject)[name];
    else return false;
  }
  return value !== undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
