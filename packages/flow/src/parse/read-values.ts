import type { JsonObject, JsonValue } from '../definition/json.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';
import { didYouMean, listed, suggest } from '../source/suggest.ts';
import type { Reading } from './reading.ts';

/** The properties of an object that was read. A property that is absent or null is undefined. */
export type Fields = {
  readonly pointer: Pointer;
  readonly all: JsonObject;
  readonly get: (name: string) => JsonValue | undefined;
  readonly at: (name: string) => Pointer;
  readonly has: (name: string) => boolean;
  /** Properties that were probably meant by ones that are not known: they are not reported as missing too. */
  readonly meant: ReadonlySet<string>;
};

export type Shape = {
  /** What it is, with its article: `an endpoint`. */
  readonly what: string;
  /** The properties there are; `open` objects may have others. */
  readonly properties: readonly string[];
  readonly required?: readonly string[];
  readonly open?: boolean;
};

export function typeName(value: JsonValue): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Reads an object of a shape; reports unknown and missing properties. */
export function readFields(reading: Reading, value: JsonValue, pointer: Pointer, shape: Shape): Fields {
  const { what, properties, required = [], open = false } = shape;
  const fields = fieldsOf(isObject(value) ? value : {}, pointer);
  if (!isObject(value)) {
    const names = required.length > 0 ? ` with ${listed(required, 'and')}` : '';
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is a map${names}.`);
    return fields;
  }
  const meantNames = new Set<string>();
  if (!open) {
    for (const name of Object.keys(value)) {
      if (properties.includes(name)) continue;
      const near = suggest(name, properties);
      if (near !== null) meantNames.add(near);
      const meant = near === null ? ` It has ${listed(properties, 'and')}.` : ` Did you mean "${near}"?`;
      reading.report('unknown-property', fields.at(name), `${sentenceCase(what)} has no "${name}".${meant}`, 'key');
    }
  }
  for (const name of required) {
    if (fields.has(name) || meantNames.has(name)) continue;
    const message = `${sentenceCase(what)} needs "${name}".`;
    if (Object.hasOwn(value, name))
      reading.report('missing-property', fields.at(name), `${message} It is empty.`, 'key');
    else reading.report('missing-property', pointer, `${message} Add it.`, 'key');
  }
  return { ...fields, meant: meantNames };
}

/** The fields of an object whose properties are checked elsewhere. */
export function fieldsOf(value: JsonObject, pointer: Pointer): Fields {
  const get = (name: string): JsonValue | undefined =>
    Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
  return {
    pointer,
    all: value,
    get,
    at: (name) => pointerTo(pointer, name),
    has: (name) => get(name) !== undefined,
    meant: new Set(),
  };
}

/** Exactly one of `names` must be set: the one that is, null when none or several are (reported). */
export function readOneOf(reading: Reading, fields: Fields, what: string, names: readonly string[]): string | null {
  const set = names.filter((name) => fields.has(name));
  if (set.length === 1) return set[0]!;
  if (set.length === 0) {
    if (names.some((name) => fields.meant.has(name))) return null;
    reading.report('missing-property', fields.pointer, `${sentenceCase(what)} needs ${listed(names)}. Add one.`, 'key');
  } else {
    const message = `${sentenceCase(what)} has ${listed(set, 'and')}, of which only one may stand here.`;
    reading.report('conflict', fields.at(set[1]!), message, 'key');
  }
  return null;
}

export function readText(reading: Reading, value: JsonValue | undefined, pointer: Pointer, what: string): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') {
    const quote =
      typeof value === 'number' || typeof value === 'boolean' ? ` Put it in quotes: '${String(value)}'.` : '';
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is a text.${quote}`);
    return '';
  }
  if (value.trim() === '') reading.report('empty', pointer, `${sentenceCase(what)} is empty.`);
  return value;
}

export function readTextOr<Else>(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  otherwise: Else,
): string | Else {
  return value === undefined ? otherwise : readText(reading, value, pointer, what);
}

export function readBoolean(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  otherwise: boolean,
): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return value;
  const quoted = value === 'true' || value === 'false' ? ' Remove the quotes.' : '';
  reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is true or false.${quoted}`);
  return otherwise;
}

export function readInteger(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  min: number,
  max: number,
): number | null {
  if (value === undefined) return null;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    reading.report(
      'wrong-type',
      pointer,
      `This is ${typeof value === 'number' ? String(value) : typeName(value)}; ${what} is a whole number.`,
    );
    return null;
  }
  if (value >= min && value <= max) return value;
  reading.report(
    'invalid-value',
    pointer,
    `${sentenceCase(what)} is a whole number from ${min} to ${max}, not ${value}.`,
  );
  return null;
}

export function readChoice<const Choice extends string>(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  choices: readonly Choice[],
  otherwise: NoInfer<Choice>,
): Choice {
  if (value === undefined) return otherwise;
  const text = readText(reading, value, pointer, what);
  if (text === '') return otherwise;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const meant = didYouMean(text, choices) || ` It is ${listed(choices)}.`;
  reading.report('invalid-value', pointer, `"${text}" is no ${what.replace(/^(an?|the) /, '')}.${meant}`);
  return otherwise;
}

/** The items of a list, each with its pointer. */
export function readList(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
): readonly { readonly value: JsonValue; readonly pointer: Pointer }[] {
  if (value === undefined) return [];
  if (isList(value)) return value.map((item, index) => ({ value: item, pointer: pointerTo(pointer, index) }));
  reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is a list.`);
  return [];
}

/** The entries of a map of names that are free. */
export function readEntries(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
): readonly { readonly name: string; readonly value: JsonValue; readonly pointer: Pointer }[] {
  if (value === undefined) return [];
  if (isObject(value)) {
    return Object.entries(value).map(([name, entry]) => ({ name, value: entry, pointer: pointerTo(pointer, name) }));
  }
  reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is a map.`);
  return [];
}

/** A map that is taken as it is. */
export function readAnyObject(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
): JsonObject {
  if (value === undefined) return {};
  if (isObject(value)) return value;
  reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is a map.`);
  return {};
}

/** The one entry of a map such as `- name: ...` in lists of tasks, cases and extensions. */
export function readNamed(
  reading: Reading,
  value: JsonValue,
  pointer: Pointer,
  what: string,
): { readonly name: string; readonly value: JsonValue; readonly pointer: Pointer } | null {
  const entries = isObject(value) ? Object.entries(value) : [];
  const [entry, second] = entries;
  if (entry === undefined) {
    reading.report('wrong-type', pointer, `${sentenceCase(what)} is its name with what it does below: "- name: ...".`);
    return null;
  }
  if (second !== undefined) {
    const message = `"${second[0]}" stands beside "${entry[0]}". Each is an item of its own with a dash before it; if it belongs to "${entry[0]}", indent it further.`;
    reading.report('conflict', pointerTo(pointer, second[0]), message, 'key');
  }
  return { name: entry[0], value: entry[1], pointer: pointerTo(pointer, entry[0]) };
}

function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
