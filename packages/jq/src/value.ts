import { Decimal } from './decimal.ts';

/** What a program reads and writes: JSON, as JSON.parse makes it. */
export type JqValue =
  | null
  | boolean
  | number
  | string
  | readonly JqValue[]
  | {
      readonly [key: string]: JqValue;
    };

/** JSON whose number literals may keep digits that a double has no room for. */
export type ExactValue = null | boolean | number | string | Decimal | readonly ExactValue[] | ExactObject;
export type ExactObject = { readonly [key: string]: ExactValue };

export type MutableObject = { [key: string]: ExactValue };

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function isArray(value: ExactValue): value is readonly ExactValue[] {
  return Array.isArray(value);
}

export function isObject(value: ExactValue): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

export function isNumber(value: ExactValue): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}

/** The double of a number, exact or not; undefined for anything else. */
export function doubleOf(value: ExactValue): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof Decimal ? value.double : undefined;
}

export function typeName(value: ExactValue): TypeName {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      return value instanceof Decimal ? 'number' : 'object';
  }
}

export function isTruthy(value: ExactValue): boolean {
  return value !== null && value !== false;
}

/** The value of an own key, null when there is none. Inherited names such as `constructor` are no keys. */
export function valueAt(object: ExactObject, key: string): ExactValue {
  const value = object[key];
  if (value === undefined || typeof value === 'function') return null;
  if (key === '__proto__' && !Object.hasOwn(object, key)) return null;
  return value;
}

/** Sets an own key, `__proto__` like any other. */
export function setKey(object: MutableObject, key: string, value: ExactValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}
