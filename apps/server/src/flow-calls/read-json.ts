import type { JsonObject, JsonValue } from '@barrow/flow';

/** The value of a JSON text, undefined when it is none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isParsed(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a JSON or YAML parser gave back holds nothing but JSON; dates and undefined do not come from there. */
export function isParsed(value: unknown): value is JsonValue {
  return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);
}

export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The map at a name, empty when something else is there. */
export function mapAt(map: JsonObject, name: string): JsonObject {
  return mapOf(map[name]);
}

export function mapOf(value: JsonValue | undefined): JsonObject {
  return isMap(value) ? value : {};
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

/** The text at a name, undefined when something else is there. */
export function textAt(map: JsonObject, name: string): string | undefined {
  const value = map[name];
  return typeof value === 'string' ? value : undefined;
}

/** A value as it stands in a header, URL or message: texts as they are, else JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
