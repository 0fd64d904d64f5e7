import { jsonText } from './json-text.ts';
import { isArray, isObject, typeName, type ExactValue } from './value.ts';

/** Bytes of JSON that an error message shows of a value. */
const mostBytes = 29;

/** A value for an error message: its type and its JSON, shortened: `string ("very-long-long-long-long...")`. */
export function describeValue(value: ExactValue): string {
  return `${typeName(value)} (${shortened(value)})`;
}

function shortened(value: ExactValue): string {
  const text = jsonText(sampleOf(value));
  if (byteLength(text) <= mostBytes) return text;
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

/** Bytes in UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

function cut(text: string, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
