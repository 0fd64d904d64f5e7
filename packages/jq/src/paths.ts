import { indexValue, sliceBounds } from './access.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import type { Path } from './filter.ts';
import { checkItems, countCopy, spend } from './limits.ts';
import {
  doubleOf,
  isArray,
  isObject,
  setKey,
  typeName,
  type ExactObject,
  type ExactValue,
  type MutableObject,
} from './value.ts';

const deepestPath = 10_000;
const largestIndex = 536_870_911;

export function rootPath(value: ExactValue): Path {
  return { parent: null, key: null, at: value };
}

export function keysOfPath(path: Path): ExactValue[] {
  const keys: ExactValue[] = [];
  for (let step = path; step.parent !== null; step = step.parent) keys.push(step.key);
  spend(keys.length);
  return keys.reverse();
}

function asPath(path: ExactValue): readonly ExactValue[] {
  if (!isArray(path)) return raise('Path must be specified as an array');
  if (path.length > deepestPath) return raise('Path too deep');
  return path;
}

/** What is at a path; null as soon as null is on the way. */
export function getPath(value: ExactValue, path: ExactValue): ExactValue {
  let found = value;
  for (const key of asPath(path)) {
    if (found === null) return null;
    found = indexValue(found, key);
  }
  return found;
}

/** Containers that only the update in progress knows, which may therefore be changed in place. */
export type Owned = Set<object>;

/** The value with `replacement` at `path`. Shares what it can with `value`, which stays as it is. */
export function setPath(
  value: ExactValue,
  path: ExactValue,
  replacement: ExactValue,
  owned: Owned | null = null,
): ExactValue {
  return setAt(value, asPath(path), replacement, owned);
}

function setAt(
  root: ExactValue,
  keys: readonly ExactValue[],
  replacement: ExactValue,
  owned: Owned | null,
): ExactValue {
  if (keys.length === 0) return replacement;
  const parents: ExactValue[] = [];
  let value = root;
  for (const [at, key] of keys.entries()) {
    parents.push(value);
    if (at === keys.length - 1) break;
    value = indexValue(value, key);
    requireRoom(parents[at] ?? null, key);
  }
  let child = replacement;
  for (let at = keys.length - 1; at >= 0; at -= 1) child = setOne(parents[at] ?? null, keys[at] ?? null, child, owned);
  return child;
}

/** Whether there can be something at the key: told before what comes below it. */
export function requireRoom(container: ExactValue, key: ExactValue): void {
  const position = doubleOf(key);
  if (position === undefined || position >= 0 || (container !== null && !isArray(container))) return;
  if (Math.floor(position) + (isArray(container) ? container.length : 0) < 0)
    raise('Out of bounds negative array index');
}

/** The container with one key set. */
export function setOne(container: ExactValue, key: ExactValue, child: ExactValue, owned: Owned | null): ExactValue {
  if (typeof key === 'string' && (container === null || isObject(container))) {
    const object = ownObject(container, owned);
    setKey(object, key, child);
    return object;
  }
  const position = doubleOf(key);
  if (position !== undefined && (container === null || isArray(container)))
    return setItem(container, position, child, owned);
  if (isObject(key) && (container === null || isArray(container))) return setSlice(container ?? [], key, child);
  if (isObject(key) && typeof container === 'string') return raise('Cannot update string slices');
  if (isArray(key) && isArray(container)) return raise('Cannot update field at array index of array');
  return raise(`Cannot index ${typeName(container)} with ${describeValue(key)}`);
}

function ownObject(container: ExactObject | null, owned: Owned | null): MutableObject {
  if (container === null) return register({}, owned);
  if (owned?.has(container) === true) return container;
  const copy = { ...container };
  countCopy(container);
  return register(copy, owned);
}

function ownArray(container: readonly ExactValue[] | null, owned: Owned | null): ExactValue[] {
  if (container === null) return register([], owned);
  if (owned?.has(container) === true && isMutable(container)) return container;
  spend(container.length >> 4);
  return register([...container], owned);
}

/** Arrays in the set of owned ones were made here, and are therefore no frozen ones. */
function isMutable(container: readonly ExactValue[]): container is ExactValue[] {
  return Array.isArray(container);
}

function register<T extends object>(container: T, owned: Owned | null): T {
  owned?.add(container);
  return container;
}

function setItem(
  container: readonly ExactValue[] | null,
  position: number,
  child: ExactValue,
  owned: Owned | null,
): ExactValue {
  if (Number.isNaN(position)) return raise('Cannot set array element at NaN index');
  const at = Math.floor(position);
  const index = at < 0 ? at + (container?.length ?? 0) : at;
  if (index < 0) return raise('Out of bounds negative array index');
  if (index > largestIndex) return raise('Array index too large');
  checkItems(index + 1);
  const array = ownArray(container, owned);
  if (index > array.length) spend((index - array.length) >> 4);
  while (array.length < index) array.push(null);
  array[index] = child;
  return array;
}

function setSlice(container: readonly ExactValue[], key: ExactObject, child: ExactValue): ExactValue {
  const { start, end } = sliceBounds(container.length, key);
  if (!isArray(child)) return raise('A slice of an array can only be assigned another array');
  checkItems(container.length + child.length);
  return [...container.slice(0, start), ...child, ...container.slice(end)];
}

/** Whether `value` has the key; raises when it can have no such keys. */
export function hasKey(value: ExactValue, key: ExactValue): boolean {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
  const position = doubleOf(key);
  if (isArray(value) && position !== undefined) return position >= 0 && position < value.length;
  if (value === null) return false;
  return raise(`Cannot check whether ${typeName(value)} has a ${typeName(key)} key`);
}
