import { indexValue, indicesOfArray } from './access.ts';
import { add, negate } from './arithmetic.ts';
import { argAt, filterOf, ofInput, ofOne, ofTwo } from './builtin-shapes.ts';
import { compare, sorted, sortedKeys } from './compare.ts';
import { requirePath } from './compile-paths.ts';
import type { Builtin } from './compiler.ts';
import { Decimal } from './decimal.ts';
import { contains } from './contains.ts';
import { describeValue } from './describe-value.ts';
import { raise, raiseValue } from './errors.ts';
import { collect, many, one, type Env, type Filter } from './filter.ts';
import { flattened } from './flatten.ts';
import { jsonText } from './json-text.ts';
import { checkItems, spend } from './limits.ts';
import { deletePaths } from './delete-paths.ts';
import { getPath, hasKey, keysOfPath, rootPath, setPath } from './paths.ts';
import { utf8Length } from './utf8.ts';
import { doubleOf, isArray, isObject, setKey, typeName, type ExactValue, type MutableObject } from './value.ts';

export function lengthOf(value: ExactValue): ExactValue {
  if (typeof value === 'string') return codePointCount(value);
  if (isArray(value)) return value.length;
  if (value === null) return 0;
  if (typeof value === 'number') return Math.abs(value);
  if (value instanceof Decimal) return value.negative ? value.negated() : value;
  if (isObject(value)) return Object.keys(value).length;
  return raise(`${describeValue(value)} has no length`);
}

function codePointCount(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

function keysOf(value: ExactValue, inOrder: boolean): ExactValue {
  if (isObject(value)) return inOrder ? sortedKeys(value) : Object.keys(value);
  if (isArray(value)) return value.map((_, at) => at);
  return raise(`${describeValue(value)} has no keys`);
}

function requireArray(value: ExactValue): readonly ExactValue[] {
  return isArray(value) ? value : raise(`${describeValue(value)} cannot be sorted, as it is not an array`);
}

export function elementsOf(value: ExactValue): readonly ExactValue[] {
  if (isArray(value)) return value;
  if (isObject(value)) return Object.values(value);
  return raise(`Cannot iterate over ${describeValue(value)}`);
}

type Keyed = { readonly key: ExactValue; readonly item: ExactValue };

/** Elements with the outputs of `by` as their key: one output as it is, several as an array. */
function keyed(input: ExactValue, by: Filter, env: Env | null): Keyed[] {
  const items = elementsOf(input);
  spend(items.length);
  if (by.kind === 'one') {
    const { get } = by;
    return items.map((item) => ({ key: get(item, env), item }));
  }
  return items.map((item) => ({ key: collect(by, item, env), item }));
}

function byKey(a: Keyed, b: Keyed): number {
  return compare(a.key, b.key);
}

function groups(input: ExactValue, by: Filter, env: Env | null): ExactValue[][] {
  const result: ExactValue[][] = [];
  let before: Keyed | undefined;
  for (const entry of keyed(input, by, env).sort(byKey)) {
    if (before !== undefined && compare(before.key, entry.key) === 0) result.at(-1)?.push(entry.item);
    else result.push([entry.item]);
    before = entry;
  }
  return result;
}

function extreme(input: ExactValue, by: Filter, env: Env | null, isBetter: (order: number) => boolean): ExactValue {
  let best: Keyed | null = null;
  for (const entry of keyed(input, by, env)) if (best === null || isBetter(compare(entry.key, best.key))) best = entry;
  return best?.item ?? null;
}

const unsortable = 'sorted, as they are not both arrays';

/** `complaint` is what jq says of an object, whose values have keys but no order. */
function withKeys(complaint: string, use: (input: ExactValue, by: Filter, env: Env | null) => ExactValue): Builtin {
  return {
    filter: (compiler, args, scope) => {
      const by = filterOf(compiler, args, 0, scope);
      return one((input, env) => {
        if (!isObject(input)) return use(input, by, env);
        const keys = elementsOf(input).map((item) => collect(by, item, env));
        return raise(`${describeValue(input)} and ${describeValue(keys)} cannot be ${complaint}`);
      });
    },
  };
}

function extremeOf(input: ExactValue, isBetter: (order: number) => boolean): ExactValue {
  if (!isArray(input)) return raise(`${describeValue(input)} and ${describeValue(input)} cannot be iterated over`);
  let best: ExactValue | undefined;
  for (const item of input) if (best === undefined || isBetter(compare(item, best))) best = item;
  return best ?? null;
}

function unique(input: ExactValue): ExactValue {
  const result: ExactValue[] = [];
  for (const item of sorted(requireArray(input))) {
    const before = result.at(-1);
    if (before === undefined || compare(before, item) !== 0) result.push(item);
  }
  return result;
}

function flattenTo(input: ExactValue, depth: number): ExactValue {
  return depth < 0 ? raise('flatten depth must not be negative') : flattened(elementsOf(input), depth);
}

function toEntries(input: ExactValue): ExactValue {
  if (isArray(input)) return input.map((value, key) => ({ key, value }));
  if (!isObject(input)) return raise(`${describeValue(input)} has no keys`);
  return Object.entries(input).map(([key, value]) => ({ key, value }));
}

function firstPresent(entry: ExactValue, names: readonly string[]): ExactValue {
  if (!isObject(entry)) return entry === null ? null : raise(`Cannot index ${typeName(entry)} with string ("key")`);
  let found: ExactValue = null;
  for (const name of names) {
    found = (Object.hasOwn(entry, name) ? entry[name] : null) ?? null;
    if (found !== null && found !== false) return found;
  }
  return found;
}

function fromEntries(input: ExactValue): ExactValue {
  const object: MutableObject = {};
  for (const entry of elementsOf(input)) {
    const key = firstPresent(entry, ['key', 'Key', 'name', 'Name']);
    if (typeof key !== 'string') return raise(`Cannot use ${describeValue(key)} as object key`);
    const value = isObject(entry) ? (Object.hasOwn(entry, 'value') ? entry['value'] : entry['Value']) : null;
    setKey(object, key, value ?? null);
  }
  return object;
}

function sum(input: ExactValue): ExactValue {
  let total: ExactValue = null;
  const items = elementsOf(input);
  spend(items.length);
  if (items.length > 2 && items.every((item) => isArray(item))) {
    const all = items.flatMap((item) => (isArray(item) ? item : []));
    checkItems(all.length);
    return all;
  }
  if (items.length > 2 && items.every(isObject)) {
    const merged: MutableObject = {};
    for (const item of items) for (const key in item) setKey(merged, key, item[key] ?? null);
    return merged;
  }
  for (const item of items) total = add(total, item);
  return total;
}

function transposed(input: ExactValue): ExactValue {
  const rows = elementsOf(input);
  let width = 0;
  for (const row of rows) width = Math.max(width, doubleOf(lengthOf(row)) ?? 0);
  spend(rows.length * width);
  checkItems(rows.length * width);
  return Array.from({ length: Math.ceil(width) }, (_, column) => rows.map((row) => indexValue(row, column)));
}

function indices(input: ExactValue, wanted: ExactValue): ExactValue {
  if (typeof input === 'string' && typeof wanted === 'string') return indicesOfText(input, wanted);
  if (isArray(input)) return indicesOfArray(input, isArray(wanted) ? wanted : [wanted]);
  return indexValue(input, wanted);
}

/** Positions by code point, overlapping ones too. */
export function indicesOfText(text: string, part: string): number[] {
  if (part === '') return [];
  const found: number[] = [];
  let position = 0;
  let counted = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    position += codePointCount(text.slice(counted, at));
    counted = at;
    found.push(position);
  }
  return found;
}

/** Position of `target` in a sorted array; -1 - insertion point when it is not there. */
function binarySearch(input: ExactValue, target: ExactValue): number {
  if (!isArray(input)) return raise(`${describeValue(input)} cannot be searched from`);
  let low = 0;
  let high = input.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(input[middle] ?? null, target);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

const getPathBuiltin: Builtin = {
  filter: ofOne(getPath).filter,
  path: (compiler, args, scope) => {
    const keys = filterOf(compiler, args, 0, scope);
    return (input, path, env, emit) =>
      keys.each(input, env, (list) => {
        requirePath(input, path);
        const value = getPath(input, list);
        let where = path;
        for (const key of isArray(list) ? list : []) where = { parent: where, key, at: value };
        return emit(value, where);
      });
  },
};

const pathBuiltin: Builtin = {
  filter: (compiler, args, scope) => {
    const paths = compiler.path(argAt(args, 0), scope);
    return many((input, env, emit) =>
      paths(input, rootPath(input), env, (value, path) => {
        requirePath(value, path);
        return emit(keysOfPath(path));
      }),
    );
  },
};

const deleteBuiltin: Builtin = {
  filter: (compiler, args, scope) => {
    const paths = compiler.path(argAt(args, 0), scope);
    return one((input, env) => {
      const gone: ExactValue[] = [];
      paths(input, rootPath(input), env, (value, path) => {
        requirePath(value, path);
        gone.push(keysOfPath(path));
        return false;
      });
      return deletePaths(input, gone);
    });
  },
};

const errorBuiltin: Builtin = {
  filter: () => one((input) => raiseValue(input)),
  path: () => (input) => raiseValue(input),
};

function isNormal(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) >= 2.2250738585072014e-308;
}

export function requireNumber(value: ExactValue): number {
  const number = doubleOf(value);
  return number === undefined ? raise(`${describeValue(value)} number required`) : number;
}

export const valueBuiltins: Readonly<Record<string, Builtin>> = {
  'not/0': ofInput((input) => input === null || input === false),
  'type/0': ofInput(typeName),
  'length/0': ofInput(lengthOf),
  'utf8bytelength/0': ofInput((input) =>
    typeof input === 'string'
      ? utf8Length(input)
      : raise(`${describeValue(input)} only strings have UTF-8 byte length`),
  ),
  'keys/0': ofInput((input) => keysOf(input, true)),
  'keys_unsorted/0': ofInput((input) => keysOf(input, false)),
  'has/1': ofOne(hasKey),
  'contains/1': ofOne(contains),
  'add/0': ofInput(sum),
  'error/0': errorBuiltin,
  'path/1': pathBuiltin,
  'del/1': deleteBuiltin,
  'getpath/1': getPathBuiltin,
  'setpath/2': ofTwo((input, path, value) => setPath(input, path, value)),
  'delpaths/1': ofOne(deletePaths),
  'to_entries/0': ofInput(toEntries),
  'from_entries/0': ofInput(fromEntries),
  'sort/0': ofInput((input) => sorted(requireArray(input))),
  'sort_by/1': withKeys(unsortable, (input, by, env) =>
    keyed(input, by, env)
      .sort(byKey)
      .map(({ item }) => item),
  ),
  'group_by/1': withKeys(unsortable, groups),
  'unique/0': ofInput(unique),
  'unique_by/1': withKeys(unsortable, (input, by, env) => groups(input, by, env).map((group) => group[0] ?? null)),
  'min/0': ofInput((input) => extremeOf(input, (order) => order < 0)),
  'max/0': ofInput((input) => extremeOf(input, (order) => order >= 0)),
  'min_by/1': withKeys('iterated over', (input, by, env) => extreme(input, by, env, (order) => order < 0)),
  'max_by/1': withKeys('iterated over', (input, by, env) => extreme(input, by, env, (order) => order >= 0)),
  'flatten/0': ofInput((input) => flattenTo(input, Number.POSITIVE_INFINITY)),
  'flatten/1': ofOne((input, depth) => flattenTo(input, requireNumber(depth))),
  'reverse/0': ofInput((input) => {
    if (isArray(input)) return input.toReversed();
    if (lengthOf(input) === 0) return [];
    return raise(`Cannot index ${typeName(input)} with number (${jsonText(add(lengthOf(input), -1))})`);
  }),
  'transpose/0': ofInput(transposed),
  'indices/1': ofOne(indices),
  '_strindices/1': ofOne((input, part) => {
    if (typeof input !== 'string') return raise(`${describeValue(input)} cannot be searched, as it is not a string`);
    return typeof part === 'string' ? indicesOfText(input, part) : raise(`${describeValue(part)} is not a string`);
  }),
  'bsearch/1': ofOne(binarySearch),
  'tojson/0': ofInput((input) => jsonText(input)),
  'abs/0': ofInput((input) => {
    if (typeof input === 'number') return input < 0 ? -input : input;
    return compare(input, 0) < 0 ? negate(input) : input;
  }),
  'toboolean/0': ofInput((input) => {
    if (typeof input === 'boolean') return input;
    if (input === 'true' || input === 'false') return input === 'true';
    return raise(`${describeValue(input)} cannot be parsed as a boolean`);
  }),
  'infinite/0': ofInput(() => Number.POSITIVE_INFINITY),
  'nan/0': ofInput(() => Number.NaN),
  'isinfinite/0': ofInput((input) => Math.abs(requireNumber(input)) === Number.POSITIVE_INFINITY),
  'isnan/0': ofInput((input) => Number.isNaN(requireNumber(input))),
  'isnormal/0': ofInput((input) => isNormal(requireNumber(input))),
};
