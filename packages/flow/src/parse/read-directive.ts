import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { FlowDirective } from '../definition/task.ts';
import { didYouMean } from '../source/suggest.ts';
import { readText } from './read-values.ts';
import type { Reading } from './reading.ts';

/** The tasks that a `then` may lead to. Branches of a fork and functions stand alone: no task follows them. */
export type Siblings = { readonly names: readonly string[]; readonly where: 'list' | 'branches' | 'function' };

export const reservedNames = ['continue', 'exit', 'end'] as const;

/** Reads `then`; null when it is not set. */
export function readDirective(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  siblings: Siblings,
): FlowDirective | null {
  if (value === undefined) return null;
  const name = readText(reading, value, pointer, '"then"');
  const kind = reservedNames.find((reserved) => reserved === name);
  if (kind !== undefined) return { kind };
  if (name === '') return { kind: 'continue' };
  if (siblings.where !== 'list') {
    const alone = siblings.where === 'branches' ? 'A branch of a fork' : 'A reusable function';
    reading.report('invalid-directive', pointer, `${alone} stands alone: "then" can only be continue, exit or end.`);
    return { kind: 'continue' };
  }
  const index = siblings.names.indexOf(name);
  if (index !== -1) return { kind: 'task', name, index };
  const meant = didYouMean(name, [...siblings.names, ...reservedNames]);
  const hint = meant === '' ? ' "then" leads to a task of the same list, or is continue, exit or end.' : meant;
  reading.report('unknown-task', pointer, `There is no task "${name}" in this list.${hint}`);
  return { kind: 'continue' };
}
