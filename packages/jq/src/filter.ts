import { checkItems } from './limits.ts';
import type { ExactValue } from './value.ts';

/**
 * What names stand for while a program runs: a list of cells, the newest first. Which cell a name means is known when the program
 * is compiled; cells never change, so that filters may keep them.
 */
export class Env {
  readonly value: ExactValue;
  readonly closure: Closure | null;
  readonly next: Env | null;

  constructor(value: ExactValue, closure: Closure | null, next: Env | null) {
    this.value = value;
    this.closure = closure;
    this.next = next;
  }
}

/** A filter handed to a function, with what its names stand for. */
export type Closure = { readonly filter: Filter; readonly path: PathEach; readonly env: Env | null };

/** Takes one output; true says that no more is wanted. */
export type Emit = (value: ExactValue) => boolean;
export type Get = (input: ExactValue, env: Env | null) => ExactValue;
export type GetMaybe = (input: ExactValue, env: Env | null) => ExactValue | undefined;
/** Gives all outputs to `emit`; true when it was stopped. */
export type Each = (input: ExactValue, env: Env | null, emit: Emit) => boolean;

/**
 * A compiled expression. Most have exactly one output, or one at most: these are plain functions. `each` works for all of
 * them.
 */
export type Filter =
  | { readonly kind: 'one'; readonly get: Get; readonly each: Each }
  | { readonly kind: 'maybe'; readonly get: GetMaybe; readonly each: Each }
  | { readonly kind: 'many'; readonly each: Each };

/** Where a value was found: the key in the value that `parent` found. `at` is the value when it was found there. */
export type Path = { readonly parent: Path | null; readonly key: ExactValue; readonly at: ExactValue };
export type PathEmit = (value: ExactValue, path: Path) => boolean;
/** As Each, of a path expression: every output comes with its path. */
export type PathEach = (input: ExactValue, path: Path, env: Env | null, emit: PathEmit) => boolean;

export function one(get: Get): Filter {
  return { kind: 'one', get, each: (input, env, emit) => emit(get(input, env)) };
}

export function maybe(get: GetMaybe): Filter {
  const each: Each = (input, env, emit) => {
    const value = get(input, env);
    return value === undefined ? false : emit(value);
  };
  return { kind: 'maybe', get, each };
}

export function many(each: Each): Filter {
  return { kind: 'many', each };
}

export const identity = one((input) => input);
export const nothing = maybe(() => undefined);

export function constant(value: ExactValue): Filter {
  return one(() => value);
}

/** Feeds each output of `left` to `right`. */
export function pipe(left: Filter, right: Filter): Filter {
  if (left.kind === 'many') {
    const { each } = left;
    switch (right.kind) {
      case 'one': {
        const { get } = right;
        return many((input, env, emit) => each(input, env, (value) => emit(get(value, env))));
      }
      case 'maybe': {
        const { get } = right;
        return many((input, env, emit) =>
          each(input, env, (value) => {
            const output = get(value, env);
            return output === undefined ? false : emit(output);
          }),
        );
      }
      default:
        return many((input, env, emit) => each(input, env, (value) => right.each(value, env, emit)));
    }
  }
  if (left.kind === 'one') {
    const { get } = left;
    if (right.kind === 'many') return many((input, env, emit) => right.each(get(input, env), env, emit));
    if (right.kind === 'one') {
      const { get: then } = right;
      return one((input, env) => then(get(input, env), env));
    }
    const { get: then } = right;
    return maybe((input, env) => then(get(input, env), env));
  }
  const { get } = left;
  if (right.kind === 'many') {
    return many((input, env, emit) => {
      const value = get(input, env);
      return value === undefined ? false : right.each(value, env, emit);
    });
  }
  const { get: then } = right;
  return maybe((input, env) => {
    const value = get(input, env);
    return value === undefined ? undefined : then(value, env);
  });
}

/** Every combination of outputs, `outer` varying slowest; both see the same input. */
export function combine(
  outer: Filter,
  inner: Filter,
  use: (outer: ExactValue, inner: ExactValue, input: ExactValue) => ExactValue,
): Filter {
  if (outer.kind === 'one' && inner.kind === 'one') {
    const { get: getOuter } = outer;
    const { get: getInner } = inner;
    return one((input, env) => use(getOuter(input, env), getInner(input, env), input));
  }
  if (outer.kind !== 'many' && inner.kind !== 'many') {
    const { get: getOuter } = outer;
    const { get: getInner } = inner;
    return maybe((input, env) => {
      const first = getOuter(input, env);
      if (first === undefined) return undefined;
      const second = getInner(input, env);
      return second === undefined ? undefined : use(first, second, input);
    });
  }
  return many((input, env, emit) =>
    outer.each(input, env, (first) => inner.each(input, env, (second) => emit(use(first, second, input)))),
  );
}

/** The last output; undefined when there is none. */
export function lastOf(filter: Filter, input: ExactValue, env: Env | null): ExactValue | undefined {
  if (filter.kind !== 'many') return filter.get(input, env);
  let last: ExactValue | undefined;
  filter.each(input, env, (value) => {
    last = value;
    return false;
  });
  return last;
}

/** The first output; undefined when there is none. */
export function firstOf(filter: Filter, input: ExactValue, env: Env | null): ExactValue | undefined {
  if (filter.kind !== 'many') return filter.get(input, env);
  let first: ExactValue | undefined;
  filter.each(input, env, (value) => {
    first = value;
    return true;
  });
  return first;
}

/** All outputs. */
export function collect(filter: Filter, input: ExactValue, env: Env | null): ExactValue[] {
  if (filter.kind !== 'many') {
    const value = filter.get(input, env);
    return value === undefined ? [] : [value];
  }
  const values: ExactValue[] = [];
  filter.each(input, env, (value) => {
    if (values.push(value) % 4096 === 0) checkItems(values.length);
    return false;
  });
  checkItems(values.length);
  return values;
}

/** The cell `distance` below the newest. */
export function cellAt(env: Env | null, distance: number): Env {
  let cell = env;
  for (let left = distance; left > 0; left -= 1) cell = cell?.next ?? null;
  if (cell === null) throw new Error('a name without its cell');
  return cell;
}

/** The list without its newest `count` cells. */
export function without(env: Env | null, count: number): Env | null {
  let cell = env;
  for (let left = count; left > 0; left -= 1) cell = cell?.next ?? null;
  return cell;
}
