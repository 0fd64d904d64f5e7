import type { JsonValue } from '@barrow/flow';
import { isList, isObject } from './task-shape.ts';

export type DataPath = readonly (string | number)[];

/** A value of a sample, for somebody to click. */
export type PickedValue = {
  readonly path: DataPath;
  readonly jq: string;
  readonly value: JsonValue;
  readonly isLeaf: boolean;
};

const mostValues = 500;
const deepest = 8;

/** The jq expression of a path from a root, what the step is given (`.`) or a variable: `.data.lines[0]["unit price"]`. */
export function jqPath(path: DataPath, root = '.'): string {
  let text = root === '.' ? '' : root;
  for (const step of path) {
    if (typeof step === 'string' && /^[A-Za-z_]\w*$/.test(step)) text += `.${step}`;
    else text += `${text === '' ? '.' : ''}[${JSON.stringify(step)}]`;
  }
  return text === '' ? '.' : text;
}

/** The values of a sample, outer ones first; of a list its first entry, which stands for all. */
export function pathsOf(sample: JsonValue, root = '.'): PickedValue[] {
  const found: PickedValue[] = [];
  const look = (value: JsonValue, path: DataPath): void => {
    if (found.length >= mostValues || path.length > deepest) return;
    const isLeaf = !isList(value) && !isObject(value);
    if (path.length > 0) found.push({ path, jq: jqPath(path, root), value, isLeaf });
    if (isList(value)) {
      const [first] = value;
      if (first !== undefined) look(first, [...path, 0]);
    } else if (isObject(value)) for (const [name, inner] of Object.entries(value)) look(inner, [...path, name]);
  };
  look(sample, []);
  return found;
}

/** The value at a path of a sample; undefined where there is none. */
export function valueAt(sample: JsonValue, path: DataPath): JsonValue | undefined {
  let value: JsonValue | undefined = sample;
  for (const step of path) {
    if (typeof step === 'number') value = isList(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
