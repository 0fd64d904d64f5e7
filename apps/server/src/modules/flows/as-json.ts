import type { JsonObject, JsonValue } from '@barrow/flow';

/** What came as JSON, or is answered as JSON, is JSON. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

export function asJson(value: unknown): JsonValue {
  const copy: unknown = JSON.parse(JSON.stringify(value ?? null));
  return isJson(copy) ? copy : null;
}

export function asObject(value: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asJson(one)]));
}
