import { jsonText } from './json-text.ts';
import { utf8Length } from './utf8.ts';
import { isArray, isObject, typeName, type ExactValue } from './value.ts';

/** Bytes of JSON that an error message shows of a value. */
const mostBytes = 29;

/** A value for an error message: its type and its JSON, shortened: `string ("very-long-long-long-long...")`. */
export function describeValue(value: ExactValue): string {
  return `${typeName(value)} (${shortened(value)})`;
}

function shortened(value: ExactValue): string {
  const text = jsonText(sampleOf(value));
  if (utf8Length(text) <= mostBytes) return text;
  const end = typeof value === 'string' ? '..."' : isArray(value) ? '...]' : isObject(value) ? '...}' : '...';
  return cut(text, mostBytes - end.length) + end;
}

/** Enough of a value to fill the message: printing all of a large one would cost more than the program. */
function sampleOf(root: ExactValue): ExactValue {
  let left = mostBytes + 1;
  const copy = (value: ExactValue): ExactValue => {
    left -= 1;
    if (typeof value === 'string') return value.length > 2 * mostBytes ? value.slice(0, 2 * mostBytes) : value;
    if (isArray(value)) {
      const items: ExactValue[] = [];
      for (let at = 0; at < value.length && left > 0; at += 1) items.push(copy(value[at] ?? null));
      return items;
    }
    if (!isObject(value)) return value;
    const entries: [string, ExactValue][] = [];
    for (const key in value) {
      if (left <= 0) break;
      entries.push([key.slice(0, 2 * mostBytes), copy(value[key] ?? null)]);
    }
    return Object.fromEntries(entries);
  };
  return copy(root);
}

function cut(text: string, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += utf8Length(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
