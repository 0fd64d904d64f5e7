import { indexValue, sliceBounds } from './access.ts';
import { compare } from './compare.ts';
import { raise } from './errors.ts';
import { countCopy, spend } from './limits.ts';
import { setOne } from './paths.ts';
import {
  doubleOf,
  isArray,
  isObject,
  typeName,
  type ExactObject,
  type ExactValue,
  type MutableObject,
} from './value.ts';

const deepestPath = 10_000;

/** The value without what is at the paths. Positions are those of the value as it was, whatever the order of the paths. */
export function deletePaths(value: ExactValue, paths: ExactValue): ExactValue {
  if (!isArray(paths)) return raise('Paths must be specified as an array');
  const lists = paths.map((path) => {
    if (!isArray(path)) return raise(`Path must be specified as array, not ${typeName(path)}`);
    return path.length > deepestPath ? raise('Path too deep') : path;
  });
  lists.sort(compare);
  spend(lists.length);
  const [first] = lists;
  if (first === undefined) return value;
  if (first.length === 0) return null;
  return lists.length === 1 ? deleteOne(value, first) : deleteSorted(value, lists, 0);
}

/** Deletes one path by a loop: it may be longer than the stack is deep. */
function deleteOne(root: ExactValue, path: readonly ExactValue[]): ExactValue {
  const parents: ExactValue[] = [];
  let value = root;
  for (const key of path.slice(0, -1)) {
    parents.push(value);
    value = indexValue(value, key);
    if (value === null) return root;
  }
  let less = deleteKeys(value, path.slice(-1));
  for (let at = parents.length - 1; at >= 0; at -= 1) less = setOne(parents[at] ?? null, path[at] ?? null, less, null);
  return less;
}

/** Deletes below each key of this depth what is deeper, then from the value what ends here. */
function deleteSorted(value: ExactValue, paths: readonly (readonly ExactValue[])[], depth: number): ExactValue {
  let result = value;
  const ending: ExactValue[] = [];
  for (let from = 0; from < paths.length;) {
    const key = paths[from]?.[depth] ?? null;
    let to = from + 1;
    while (to < paths.length && compare(paths[to]?.[depth] ?? null, key) === 0) to += 1;
    if (paths[from]?.length === depth + 1) {
      ending.push(key);
    } else {
      const inner = indexValue(result, key);
      if (inner !== null) {
        const less = deleteSorted(inner, paths.slice(from, to), depth + 1);
        if (less !== inner) result = setOne(result, key, less, null);
      }
    }
    from = to;
  }
  return ending.length === 0 ? result : deleteKeys(result, ending);
}

function deleteKeys(value: ExactValue, keys: readonly ExactValue[]): ExactValue {
  if (value === null) return null;
  if (isArray(value)) return deleteItems(value, keys);
  if (isObject(value)) return deleteFields(value, keys);
  return raise(`Cannot delete fields from ${typeName(value)}`);
}

function deleteFields(value: ExactObject, keys: readonly ExactValue[]): ExactValue {
  const object: MutableObject = { ...value };
  countCopy(value);
  for (const key of keys) {
    if (typeof key !== 'string') return raise(`Cannot delete ${typeName(key)} field of object`);
    Reflect.deleteProperty(object, key);
  }
  return object;
}

function deleteItems(array: readonly ExactValue[], keys: readonly ExactValue[]): ExactValue {
  const positions = new Set<number>();
  const slices: { readonly start: number; readonly end: number }[] = [];
  for (const key of keys) {
    const position = doubleOf(key);
    if (position !== undefined) {
      const at = Math.floor(position);
      positions.add(at < 0 ? at + array.length : at);
    } else if (isObject(key)) {
      slices.push(sliceBounds(array.length, key));
    } else {
      return raise(`Cannot delete ${typeName(key)} element of array`);
    }
  }
  spend(array.length >> 4);
  return array.filter((_, at) => !positions.has(at) && !slices.some(({ start, end }) => at >= start && at < end));
}
