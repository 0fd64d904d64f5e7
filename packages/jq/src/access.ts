import { compare } from './compare.ts';
import { describeValue } from './describe-value.ts';
import { Raised, raise } from './errors.ts';
import { doubleOf, isArray, isObject, typeName, valueAt, type ExactObject, type ExactValue } from './value.ts';

/** `.[key]` of any value. Raises jq's error when the value has no such keys. */
export function indexValue(value: ExactValue, key: ExactValue): ExactValue {
  if (typeof key === 'string') return field(value, key);
  const position = doubleOf(key);
  if (position !== undefined) {
    if (isArray(value)) return itemAt(value, position);
    if (value === null) return null;
  } else if (isObject(key)) {
    if (isArray(value)) return sliceArray(value, key);
    if (typeof value === 'string') return sliceText(value, key);
    if (value === null) return null;
  } else if (isArray(key)) {
    if (isArray(value)) return indicesOfArray(value, key);
  }
  return cannotIndex(value, key);
}

/** `.[key]?`: undefined where `.[key]` would raise. */
export function indexOrNothing(value: ExactValue, key: ExactValue): ExactValue | undefined {
  if (typeof key === 'string') return value === null || isObject(value) ? field(value, key) : undefined;
  try {
    return indexValue(value, key);
  } catch (error) {
    if (error instanceof Raised) return undefined;
    throw error;
  }
}

/** `.name`. */
export function field(value: ExactValue, key: string): ExactValue {
  if (value === null) return null;
  return isObject(value) ? valueAt(value, key) : cannotIndex(value, key);
}

function cannotIndex(value: ExactValue, key: ExactValue): never {
  return raise(`Cannot index ${typeName(value)} with ${describeValue(key)}`);
}

function itemAt(array: readonly ExactValue[], position: number): ExactValue {
  if (Number.isNaN(position)) return null;
  const at = Math.floor(position);
  return array[at < 0 ? at + array.length : at] ?? null;
}

/** Bounds of a slice of something `length` long, from the key `{start, end}`. */
export function sliceBounds(length: number, key: ExactObject): { readonly start: number; readonly end: number } {
  const from = key['start'];
  const to = key['end'];
  const start = from === undefined ? undefined : from === null ? 0 : doubleOf(from);
  const end = to === undefined ? undefined : to === null ? length : doubleOf(to);
  if (start === undefined || end === undefined) return raise('Array/string slice indices must be integers');
  const low = clamp(start < 0 ? start + length : start, length);
  const high = clamp(end < 0 ? end + length : end, length);
  const first = Math.floor(low);
  const last = Number.isNaN(end) ? length : Math.ceil(high);
  return { start: first, end: Math.max(first, last) };
}

function clamp(position: number, length: number): number {
  return Number.isNaN(position) || position < 0 ? 0 : Math.min(position, length);
}

function sliceArray(array: readonly ExactValue[], key: ExactObject): ExactValue {
  const { start, end } = sliceBounds(array.length, key);
  return array.slice(start, end);
}

const beyondBasicPlane = /[\ud800-\udfff]/;

/** Slices by code point. */
function sliceText(text: string, key: ExactObject): string {
  if (!beyondBasicPlane.test(text)) {
    const { start, end } = sliceBounds(text.length, key);
    return text.slice(start, end);
  }
  const characters = Array.from(text);
  const { start, end } = sliceBounds(characters.length, key);
  return characters.slice(start, end).join('');
}

/** Where `part` begins in `array`; empty for an empty part. */
export function indicesOfArray(array: readonly ExactValue[], part: readonly ExactValue[]): number[] {
  if (part.length === 0) return [];
  const found: number[] = [];
  for (let at = 0; at + part.length <= array.length; at += 1) {
    if (part.every((item, offset) => compare(array[at + offset] ?? null, item) === 0)) found.push(at);
  }
  return found;
}

export function cannotIterate(value: ExactValue): never {
  return raise(`Cannot iterate over ${describeValue(value)}`);
}
