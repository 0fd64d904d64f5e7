import type { Duration } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { isoDurationMs, longestDurationMs } from './iso-duration.ts';
import { readExpression, wholeExpression } from './read-expression.ts';
import { isObject, readFields, readInteger, typeName } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const unitsMs = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 } as const;
const units = Object.keys(unitsMs).filter((name): name is keyof typeof unitsMs => name in unitsMs);

/** Reads a duration: ISO 8601, a map of units, or `${ }`. */
export function readDuration(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): Duration | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return readTextDuration(reading, value, pointer, scope);
  if (!isObject(value)) {
    const seconds = typeof value === 'number' ? ` Write { seconds: ${value} }.` : '';
    const message = `This is ${typeName(value)}; a duration is a map such as { minutes: 5 } or a text such as PT5M.${seconds}`;
    reading.report('wrong-type', pointer, message);
    return fixed(0);
  }
  const fields = readFields(reading, value, pointer, { what: 'a duration', properties: units });
  if (Object.keys(value).length === 0) {
    reading.report('invalid-duration', pointer, 'This duration is empty. Write for example { minutes: 5 }.');
  }
  let durationMs = 0;
  for (const unit of units) {
    const count = readInteger(
      reading,
      fields.get(unit),
      fields.at(unit),
      `the number of ${unit}`,
      0,
      longestDurationMs,
    );
    durationMs += (count ?? 0) * unitsMs[unit];
  }
  if (durationMs > longestDurationMs)
    reading.report('invalid-duration', pointer, 'This is longer than a thousand years.');
  return fixed(durationMs);
}

function readTextDuration(reading: Reading, text: string, pointer: Pointer, scope: Scope): Duration {
  if (wholeExpression(text) !== null) {
    const expression = readExpression(reading, text, pointer, 'a duration', scope);
    return expression === null ? fixed(0) : { kind: 'expression', expression };
  }
  const durationMs = isoDurationMs(text);
  if (durationMs !== null) return fixed(durationMs);
  const message = `"${text}" is no ISO 8601 duration. Write PT30S, PT5M, PT2H, P1D or a map such as { minutes: 5 }.`;
  reading.report('invalid-duration', pointer, message);
  return fixed(0);
}

function fixed(durationMs: number): Duration {
  return { kind: 'fixed', durationMs };
}
