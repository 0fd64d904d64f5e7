import type { Emit, Path, PathEmit } from './filter.ts';
import { tick } from './limits.ts';
import { isArray, isObject, setKey, type ExactValue, type MutableObject } from './value.ts';

// All of these are loops with a stack of their own, since values may be nested deeper than the engine's stack.

type Level = { readonly keys: readonly string[] | null; readonly values: readonly ExactValue[]; next: number };

function levelOf(value: ExactValue): Level | null {
  if (isArray(value)) return { keys: null, values: value, next: 0 };
  if (isObject(value)) return { keys: Object.keys(value), values: Object.values(value), next: 0 };
  return null;
}

/** A value and everything inside of it, containers before what they hold. */
export function eachDescendant(root: ExactValue, emit: Emit): boolean {
  const open: Level[] = [];
  const visit = (value: ExactValue): boolean => {
    tick();
    if (emit(value)) return true;
    const level = levelOf(value);
    if (level !== null) open.push(level);
    return false;
  };
  if (visit(root)) return true;
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    if (level.next === level.values.length) open.pop();
    else if (visit(level.values[level.next++] ?? null)) return true;
  }
  return false;
}

/** The same with paths. */
export function eachDescendantPath(root: ExactValue, rootPath: Path, emit: PathEmit): boolean {
  const open: { readonly level: Level; readonly path: Path }[] = [];
  const visit = (value: ExactValue, path: Path): boolean => {
    tick();
    if (emit(value, path)) return true;
    const level = levelOf(value);
    if (level !== null) open.push({ level, path });
    return false;
  };
  if (visit(root, rootPath)) return true;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { level, path } = top;
    const at = level.next;
    if (at === level.values.length) {
      open.pop();
      continue;
    }
    level.next += 1;
    const child = level.values[at] ?? null;
    if (visit(child, { parent: path, key: level.keys === null ? at : (level.keys[at] ?? ''), at: child })) return true;
  }
  return false;
}

type Rebuilt = Level & { readonly items: ExactValue[]; readonly object: MutableObject };

/** Rebuilds a value from the inside out: `change` gives what stands in place of a part, of fields the first output only. */
export function walk(root: ExactValue, change: (value: ExactValue) => readonly ExactValue[]): readonly ExactValue[] {
  const open: Rebuilt[] = [];
  let outputs: readonly ExactValue[] | null = enter(root);
  for (;;) {
    const top = open.at(-1);
    if (outputs !== null) {
      if (top === undefined) return outputs;
      keep(top, outputs);
      outputs = null;
    } else if (top === undefined) {
      return [];
    } else if (top.next < top.values.length) {
      top.next += 1;
      outputs = enter(top.values[top.next - 1] ?? null);
    } else {
      open.pop();
      outputs = change(top.keys === null ? top.items : top.object);
    }
  }

  function enter(value: ExactValue): readonly ExactValue[] | null {
    tick();
    const level = levelOf(value);
    if (level === null) return change(value);
    open.push({ ...level, items: [], object: {} });
    return null;
  }
}

function keep({ keys, next, items, object }: Rebuilt, outputs: readonly ExactValue[]): void {
  if (keys === null) items.push(...outputs);
  else if (outputs[0] !== undefined) setKey(object, keys[next - 1] ?? '', outputs[0]);
}

/** `tostream`: every leaf with its path, and a path alone where a container ends. */
export function eachEvent(root: ExactValue, emit: Emit): boolean {
  const open: Level[] = [];
  const path: ExactValue[] = [];
  const visit = (value: ExactValue): boolean => {
    tick();
    const level = levelOf(value);
    if (level === null || level.values.length === 0) return emit([[...path], value]);
    open.push(level);
    return false;
  };
  if (visit(root)) return true;
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const at = level.next;
    path.length = open.length - 1;
    if (at === level.values.length) {
      open.pop();
      if (emit([[...path, level.keys === null ? at - 1 : (level.keys[at - 1] ?? '')]])) return true;
      continue;
    }
    level.next += 1;
    path.push(level.keys === null ? at : (level.keys[at] ?? ''));
    if (visit(level.values[at] ?? null)) return true;
  }
  return false;
}
