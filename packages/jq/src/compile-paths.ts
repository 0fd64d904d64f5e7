import { cannotIterate, indexValue } from './access.ts';
import type { Ast } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { sliceKeys } from './compile-values.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import type { Filter, Path, PathEach } from './filter.ts';
import { jsonText } from './json-text.ts';
import { spend } from './limits.ts';
import type { Scope } from './scope.ts';
import { isArray, isObject, type ExactValue } from './value.ts';

type Node<Type extends Ast['type']> = Extract<Ast, { type: Type }>;

/** Whether the value is still what was found at the path, and not something made of it. */
export function isAtPath(value: ExactValue, path: Path): boolean {
  return Object.is(value, path.at);
}

/** An expression that makes values: fine as long as nobody asks for their path. */
export function valuesPath(filter: Filter): PathEach {
  return (input, path, env, emit) => filter.each(input, env, (value) => emit(value, path));
}

/** One step down from `path`. */
export function stepInto(value: ExactValue, path: Path, key: ExactValue): Path {
  if (!isAtPath(value, path)) {
    raise(`Invalid path expression near attempt to access element ${jsonText(key)} of ${shortText(value)}`);
  }
  return { parent: path, key, at: indexValue(value, key) };
}

export function requirePath(value: ExactValue, path: Path): void {
  if (!isAtPath(value, path)) raise(`Invalid path expression with result ${shortText(value)}`);
}

function shortText(value: ExactValue): string {
  const text = describeValue(value);
  return text.slice(text.indexOf('(') + 1, -1);
}

export function indexPath(compiler: Compiler, { of, key }: Node<'index'>, scope: Scope): PathEach {
  const container = compiler.path(of, scope);
  if (key.type === 'literal') {
    const { value: name } = key;
    return (input, path, env, emit) =>
      container(input, path, env, (value, where) => {
        const step = stepInto(value, where, name);
        return emit(step.at, step);
      });
  }
  return keyedPath(container, compiler.filter(key, scope));
}

export function slicePath(compiler: Compiler, ast: Node<'slice'>, scope: Scope): PathEach {
  return keyedPath(compiler.path(ast.of, scope), sliceKeys(compiler, ast, scope));
}

function keyedPath(container: PathEach, keys: Filter): PathEach {
  return (input, path, env, emit) =>
    keys.each(input, env, (name) =>
      container(input, path, env, (value, where) => {
        const step = stepInto(value, where, name);
        return emit(step.at, step);
      }),
    );
}

export function iteratePath(compiler: Compiler, { of }: Node<'iterate'>, scope: Scope): PathEach {
  const container = compiler.path(of, scope);
  return (input, path, env, emit) => container(input, path, env, (value, where) => eachChild(value, where, emit));
}

/** Every element of an array or object with its path. */
export function eachChild(value: ExactValue, path: Path, emit: (value: ExactValue, path: Path) => boolean): boolean {
  if (!isAtPath(value, path)) {
    return raise(`Invalid path expression near attempt to iterate through ${shortText(value)}`);
  }
  if (isArray(value)) {
    spend(value.length);
    for (const [at, child] of value.entries()) if (emit(child, { parent: path, key: at, at: child })) return true;
    return false;
  }
  if (!isObject(value)) return cannotIterate(value);
  const entries = Object.entries(value);
  spend(entries.length);
  for (const [key, child] of entries) if (emit(child, { parent: path, key, at: child })) return true;
  return false;
}

export function pipePath(left: PathEach, right: PathEach): PathEach {
  return (input, path, env, emit) => left(input, path, env, (value, where) => right(value, where, env, emit));
}

export function commaPath(left: PathEach, right: PathEach): PathEach {
  return (input, path, env, emit) => left(input, path, env, emit) || right(input, path, env, emit);
}
