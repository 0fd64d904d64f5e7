import type { Call } from '../definition/call.ts';
import type { Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { readTemplate, readTransformation } from './read-expression.ts';
import { readFields, readList, readText, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** Reads the `with` of one kind of call. */
export type ReadCall<Kind extends Call> = (
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
) => Kind;

export const template = (reading: Reading, fields: Fields, name: string, scope: Scope): Template | null => {
  const value = fields.get(name);
  return value === undefined ? null : readTemplate(reading, value, fields.at(name), scope);
};

/** A map, or an expression that gives one. */
export const mapTemplate = (reading: Reading, fields: Fields, name: string, scope: Scope): Template | null =>
  readTransformation(reading, fields.get(name), fields.at(name), `"${name}"`, scope);

/** The arguments of a call; required ones are not asked for when there is no `with`, which is reported already. */
export function argumentsOf(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  properties: readonly string[],
  required: readonly string[],
): Fields {
  return readFields(reading, value ?? {}, pointer, { what, properties, required: value === undefined ? [] : required });
}

/** The `arguments` of a process: a list of texts. */
export function readArguments(reading: Reading, fields: Fields, scope: Scope): readonly Template[] {
  return readList(reading, fields.get('arguments'), fields.at('arguments'), '"arguments"').map((item) =>
    readTemplate(reading, readText(reading, item.value, item.pointer, 'an argument'), item.pointer, scope),
  );
}
