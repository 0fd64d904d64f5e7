import type { BinaryOperator, UpdateOperator } from './ast.ts';
import { compare, equals } from './compare.ts';
import { Decimal } from './decimal.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { checkItems, checkTextLength, countCopy, spend } from './limits.ts';
import { splitText } from './texts.ts';
import {
  doubleOf,
  isArray,
  isObject,
  setKey,
  valueAt,
  type ExactObject,
  type ExactValue,
  type MutableObject,
} from './value.ts';

const deepestMerge = 10_000;
const longestRepeat = 2_147_483_647;

function refuse(left: ExactValue, right: ExactValue, done: string): never {
  return raise(`${describeValue(left)} and ${describeValue(right)} cannot be ${done}`);
}

export function add(left: ExactValue, right: ExactValue): ExactValue {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'string' && typeof right === 'string') {
    checkTextLength(left.length + right.length);
    return left + right;
  }
  if (left === null) return right;
  if (right === null) return left;
  const a = doubleOf(left);
  const b = doubleOf(right);
  if (a !== undefined && b !== undefined) return a + b;
  if (isArray(left) && isArray(right)) {
    checkItems(left.length + right.length);
    spend(1 + ((left.length + right.length) >> 4));
    return left.concat(right);
  }
  if (isObject(left) && isObject(right)) {
    countCopy(left);
    return { ...left, ...right };
  }
  return refuse(left, right, 'added');
}

export function subtract(left: ExactValue, right: ExactValue): ExactValue {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const a = doubleOf(left);
  const b = doubleOf(right);
  if (a !== undefined && b !== undefined) return a - b;
  if (isArray(left) && isArray(right)) {
    spend((left.length * right.length) >> 4);
    return left.filter((item) => !right.some((gone) => equals(item, gone)));
  }
  return refuse(left, right, 'subtracted');
}

export function multiply(left: ExactValue, right: ExactValue): ExactValue {
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  const a = doubleOf(left);
  const b = doubleOf(right);
  if (a !== undefined && b !== undefined) return a * b;
  if (typeof left === 'string' && b !== undefined) return repeatText(left, b);
  if (typeof right === 'string' && a !== undefined) return repeatText(right, a);
  if (isObject(left) && isObject(right)) return mergeDeep(left, right);
  return refuse(left, right, 'multiplied');
}

function repeatText(text: string, times: number): ExactValue {
  if (!(times >= 0)) return null;
  const count = Math.floor(times);
  if (text === '' || count === 0) return '';
  if (text.length * count > longestRepeat) return raise('Repeat string result too long');
  checkTextLength(text.length * count);
  return text.repeat(count);
}

type Merge = { readonly target: MutableObject; readonly from: ExactObject; readonly depth: number };

/** Objects within objects are merged too. A loop, since values may be nested deeper than the stack. */
function mergeDeep(left: ExactObject, right: ExactObject): ExactValue {
  const merged: MutableObject = { ...left };
  const todo: Merge[] = [{ target: merged, from: right, depth: 0 }];
  for (let merge = todo.pop(); merge !== undefined; merge = todo.pop()) {
    const { target, from, depth } = merge;
    if (depth > deepestMerge) raise('Object merge too deep');
    for (const [key, value] of Object.entries(from)) {
      const before = valueAt(target, key);
      if (isObject(before) && isObject(value)) {
        const copy: MutableObject = { ...before };
        setKey(target, key, copy);
        todo.push({ target: copy, from: value, depth: depth + 1 });
      } else {
        setKey(target, key, value);
      }
    }
  }
  return merged;
}

export function divide(left: ExactValue, right: ExactValue): ExactValue {
  const a = doubleOf(left);
  const b = doubleOf(right);
  if (a !== undefined && b !== undefined) {
    return b === 0 ? refuse(left, right, 'divided because the divisor is zero') : a / b;
  }
  if (typeof left === 'string' && typeof right === 'string') return splitText(left, right);
  return refuse(left, right, 'divided');
}

/** Of the integers that the numbers are without their fractions, with the sign of the dividend. */
export function remainder(left: ExactValue, right: ExactValue): ExactValue {
  const a = doubleOf(left);
  const b = doubleOf(right);
  if (a === undefined || b === undefined) return refuse(left, right, 'divided (remainder)');
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const divisor = toInteger(b);
  if (divisor === 0) return refuse(left, right, 'divided (remainder) because the divisor is zero');
  const result = exactRemainder(toInteger(a), divisor);
  return result === 0 ? 0 : result;
}

const largestInteger = 9_223_372_036_854_775_807n;

/** To a signed 64-bit integer, saturating. */
function toInteger(value: number): number {
  return Math.trunc(Math.min(Math.max(value, -(2 ** 63)), 2 ** 63));
}

function exactRemainder(dividend: number, divisor: number): number {
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) return dividend % divisor;
  const a = BigInt(dividend);
  const b = BigInt(divisor);
  const size = b < 0n ? -b : b;
  const bounded = size > largestInteger ? largestInteger : size;
  const capped = a > largestInteger ? largestInteger : a;
  return Number(capped % bounded);
}

export function negate(value: ExactValue): ExactValue {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  if (value instanceof Decimal) return value.negated();
  return raise(`${describeValue(value)} cannot be negated`);
}

export type Operation = (left: ExactValue, right: ExactValue) => ExactValue;

export const operations: Readonly<Record<BinaryOperator, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '==': equals,
  '!=': (left, right) => !equals(left, right),
  '<': (left, right) =>
    typeof left === 'number' && typeof right === 'number' && !Number.isNaN(left)
      ? left < right
      : compare(left, right) < 0,
  '<=': (left, right) =>
    typeof left === 'number' && typeof right === 'number' && !Number.isNaN(left)
      ? left <= right
      : compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
};

export const updateOperations: Readonly<Record<UpdateOperator, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '//': (left, right) => (left === null || left === false ? right : left),
};
