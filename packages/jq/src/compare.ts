import { compareDecimals, Decimal } from './decimal.ts';
import { raise } from './errors.ts';
import { spend, tick } from './limits.ts';
import { compareText } from './json-text.ts';
import { doubleOf, isArray, isObject, valueAt, type ExactObject, type ExactValue } from './value.ts';

const deepest = 10_000;
const comparisonTooDeep = 'Comparison too deep';
const equalityTooDeep = 'Equality check too deep';
/** Recursion goes this far; deeper values are compared by a loop, which no depth can overflow. */
const deepestRecursion = 400;

/** null < false < true < numbers < strings < arrays < objects. NaN is below all numbers, itself included. */
export function compare(left: ExactValue, right: ExactValue): number {
  return compareAt(left, right, 0, comparisonTooDeep);
}

export function equals(left: ExactValue, right: ExactValue): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    if (typeof left === typeof right) return left === right;
    return left instanceof Decimal || right instanceof Decimal
      ? compareAt(left, right, 0, equalityTooDeep) === 0
      : false;
  }
  return compareAt(left, right, 0, equalityTooDeep) === 0;
}

function rank(value: ExactValue): number {
  switch (typeof value) {
    case 'boolean':
      return value ? 2 : 1;
    case 'number':
      return 3;
    case 'string':
      return 4;
    default:
      if (value === null) return 0;
      if (Array.isArray(value)) return 5;
      return value instanceof Decimal ? 3 : 6;
  }
}

function compareAt(left: ExactValue, right: ExactValue, depth: number, tooDeep: string): number {
  if (typeof left === 'number' && typeof right === 'number')
    return left < right ? -1 : left === right ? 0 : Number.isNaN(left) ? -1 : 1;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const leftRank = rank(left);
  const rightRank = rank(right);
  if (leftRank !== rightRank) return leftRank < rightRank ? -1 : 1;
  if (leftRank < 3) return 0;
  tick();
  if (isArray(left) && isArray(right)) {
    if (depth > deepestRecursion) return compareByLoop(left, right, depth, tooDeep);
    const length = Math.min(left.length, right.length);
    for (let at = 0; at < length; at += 1) {
      const order = compareAt(left[at] ?? null, right[at] ?? null, depth + 1, tooDeep);
      if (order !== 0) return order;
    }
    return Math.sign(left.length - right.length);
  }
  if (isObject(left) && isObject(right)) {
    if (depth > deepestRecursion) return compareByLoop(left, right, depth, tooDeep);
    const keys = sortedKeys(left);
    const order = compareKeys(keys, sortedKeys(right));
    if (order !== 0) return order;
    for (const key of keys) {
      const child = compareAt(valueAt(left, key), valueAt(right, key), depth + 1, tooDeep);
      if (child !== 0) return child;
    }
    return 0;
  }
  return compareNumbers(left, right);
}

function compareNumbers(left: ExactValue, right: ExactValue): number {
  const a = doubleOf(left) ?? 0;
  const b = doubleOf(right) ?? 0;
  if (left instanceof Decimal && right instanceof Decimal) return compareDecimals(left, right);
  if (a === b && Number.isFinite(a)) return 0;
  return a < b ? -1 : a === b ? 0 : Number.isNaN(a) ? -1 : 1;
}

/** Keys by code point. */
export function sortedKeys(object: ExactObject): string[] {
  const keys = Object.keys(object);
  return keys.length > 1 ? keys.sort(compareText) : keys;
}

function compareKeys(left: readonly string[], right: readonly string[]): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const order = compareText(left[at] ?? '', right[at] ?? '');
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

type Pair = { readonly left: ExactValue; readonly right: ExactValue; readonly depth: number };

/** Compares depth first with a stack of its own. What is ordered first is put on the stack last. */
function compareByLoop(left: ExactValue, right: ExactValue, outerDepth: number, tooDeep: string): number {
  const todo: (Pair | number)[] = [{ left, right, depth: outerDepth }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'number') {
      if (next !== 0) return next;
      continue;
    }
    const { left: a, right: b, depth } = next;
    tick();
    if (depth > deepest) raise(tooDeep);
    if (isArray(a) && isArray(b)) {
      const length = Math.min(a.length, b.length);
      todo.push(Math.sign(a.length - b.length));
      for (let at = length - 1; at >= 0; at -= 1)
        todo.push({ left: a[at] ?? null, right: b[at] ?? null, depth: depth + 1 });
    } else if (isObject(a) && isObject(b)) {
      const keys = sortedKeys(a);
      const order = compareKeys(keys, sortedKeys(b));
      if (order !== 0) return order;
      for (const key of keys.reverse()) todo.push({ left: valueAt(a, key), right: valueAt(b, key), depth: depth + 1 });
    } else {
      const order = compareAt(a, b, 0, tooDeep);
      if (order !== 0) return order;
    }
  }
  return 0;
}

/** Stable. */
export function sorted(values: readonly ExactValue[]): ExactValue[] {
  spend(values.length);
  return [...values].sort(compare);
}
