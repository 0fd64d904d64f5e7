import { cannotIterate, indexOrNothing, indexValue } from './access.ts';
import type { Ast } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { sliceKeys } from './compile-values.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import type { Filter, Path, PathEach, PathEmit } from './filter.ts';
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

export function requirePath(value: ExactValue, path: Path): void {
  if (!isAtPath(value, path)) raise(`Invalid path expression with result ${shortText(value)}`);
}

function shortText(value: ExactValue): string {
  const text = describeValue(value);
  return text.slice(text.indexOf('(') + 1, -1);
}

export function indexPath(compiler: Compiler, { of, key, isOptional }: Node<'index'>, scope: Scope): PathEach {
  const container = compiler.path(of, scope);
  if (key.type !== 'literal') return keyedPath(container, compiler.filter(key, scope), isOptional);
  const { value: name } = key;
  return (input, path, env, emit) =>
    container(input, path, env, (value, where) => stepped(value, where, name, isOptional, emit));
}

export function slicePath(compiler: Compiler, ast: Node<'slice'>, scope: Scope): PathEach {
  return keyedPath(compiler.path(ast.of, scope), sliceKeys(compiler, ast, scope), ast.isOptional);
}

function keyedPath(container: PathEach, keys: Filter, isOptional: boolean): PathEach {
  return (input, path, env, emit) =>
    keys.each(input, env, (name) =>
      container(input, path, env, (value, where) => stepped(value, where, name, isOptional, emit)),
    );
}

/** One step down from `path`; without an output when there is no such step and it is optional. */
function stepped(value: ExactValue, path: Path, key: ExactValue, isOptional: boolean, emit: PathEmit): boolean {
  if (!isAtPath(value, path)) {
    raise(`Invalid path expression near attempt to access element ${jsonText(key)} of ${shortText(value)}`);
  }
  const found = isOptional ? indexOrNothing(value, key) : indexValue(value, key);
  return found === undefined ? false : emit(found, { parent: path, key, at: found });
}

export function iteratePath(compiler: Compiler, { of, isOptional }: Node<'iterate'>, scope: Scope): PathEach {
  const container = compiler.path(of, scope);
  return (input, path, env, emit) =>
    container(input, path, env, (value, where) =>
      isOptional && !isArray(value) && !isObject(value) ? false : eachChild(value, where, emit),
    );
}

/** Every element of an array or object with its path. */
export function eachChild(value: ExactValue, path: Path, emit: PathEmit): boolean {
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
