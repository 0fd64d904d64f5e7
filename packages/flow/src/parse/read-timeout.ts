import type { Duration } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { didYouMean } from '../source/suggest.ts';
import { isoDurationMs } from './iso-duration.ts';
import { readDuration } from './read-duration.ts';
import { isObject, readFields, typeName } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** Reads a timeout: `{ after: duration }`, or the name of one in `use.timeouts`. */
export function readTimeout(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): Duration | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return namedTimeout(reading, value, pointer);
  if (!isObject(value)) {
    const message = `This is ${typeName(value)}; a timeout is the name of one in use.timeouts, or a map such as { after: PT30S }.`;
    reading.report('wrong-type', pointer, message);
    return null;
  }
  const fields = readFields(reading, value, pointer, { what: 'a timeout', properties: ['after'], required: ['after'] });
  return readDuration(reading, fields.get('after'), fields.at('after'), scope);
}

function namedTimeout(reading: Reading, name: string, pointer: Pointer): Duration | null {
  const known = reading.declared.timeouts;
  const found = known.get(name);
  if (found !== undefined) return found;
  const isDuration = isoDurationMs(name) !== null;
  const hint = isDuration ? ` For a duration, write { after: ${name} }.` : didYouMean(name, known.keys());
  reading.report('unknown-reference', pointer, `There is no timeout "${name}" in use.timeouts.${hint}`);
  return null;
}
