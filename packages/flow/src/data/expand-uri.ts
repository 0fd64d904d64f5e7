import { refusal, success, type Outcome } from '@barrow/kernel';
import type { JsonValue } from '../definition/json.ts';
import type { UriVariable } from '../definition/expression.ts';

/** What RFC 6570 leaves as it is in a simple expansion. */
const unreserved = /^[A-Za-z0-9._~-]$/;

/**
 * Expands the parts of a URI (RFC 6570, section 3.2.2) with top-level properties of `input`. What has no value becomes nothing.
 * Refused when a value is a list or a map; `detail` is the variable's name. Expressions must have been evaluated to texts before.
 */
export function expandUri(
  parts: readonly (string | UriVariable)[],
  input: JsonValue,
): Outcome<string, 'not-scalar', string> {
  let uri = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      uri += part;
      continue;
    }
    const value = propertyOf(input, part.variable);
    if (typeof value === 'object' && value !== null) return refusal('not-scalar', part.variable);
    if (value !== undefined && value !== null) uri += percentEncoded(String(value));
  }
  return success(uri);
}

function propertyOf(input: JsonValue, name: string): JsonValue | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const entry = Object.entries(input).find(([key]) => key === name);
  return entry?.[1];
}

function percentEncoded(text: string): string {
  let encoded = '';
  for (const character of text.replace(/\p{Cs}/gu, '\uFFFD')) {
    encoded += unreserved.test(character)
      ? character
      : encodeURIComponent(character).replace(
          /[!'()*]/g,
          (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
        );
  }
  return encoded;
}
