import { updateOperations } from './arithmetic.ts';
import type { Ast } from './ast.ts';
import { requirePath } from './compile-paths.ts';
import type { Compiler } from './compiler.ts';
import { firstOf, many, one, type Env, type Filter, type PathEach } from './filter.ts';
import { compileLinear } from './linear-update.ts';
import { tick } from './limits.ts';
import { deletePaths } from './delete-paths.ts';
import { getPath, keysOfPath, rootPath, setPath, type Owned } from './paths.ts';
import type { Scope } from './scope.ts';
import type { ExactValue } from './value.ts';

type Node<Type extends Ast['type']> = Extract<Ast, { type: Type }>;

/** `paths = value`: each output of the right, evaluated on the whole input, is put at all paths. */
export function compileAssign(compiler: Compiler, ast: Node<'assign'>, scope: Scope): Filter {
  const linear = compileLinear(compiler, ast, scope);
  if (linear !== null) return one((input, env) => linear(input, env, null));
  const { left, right } = ast;
  const paths = compiler.path(left, scope);
  const value = compiler.filter(right, scope);
  const assign = (input: ExactValue, env: Env | null, replacement: ExactValue): ExactValue => {
    const owned: Owned = new Set();
    let result = input;
    paths(input, rootPath(input), env, (found, path) => {
      requirePath(found, path);
      tick();
      result = setPath(result, keysOfPath(path), replacement, owned);
      return false;
    });
    return result;
  };
  if (value.kind === 'one') {
    const { get } = value;
    return one((input, env) => assign(input, env, get(input, env)));
  }
  return many((input, env, emit) => value.each(input, env, (replacement) => emit(assign(input, env, replacement))));
}

/** What is at each path becomes the first output of `update`; paths for which it has none are deleted in the end. */
export function modify(
  input: ExactValue,
  env: Env | null,
  paths: PathEach,
  update: (value: ExactValue) => ExactValue | undefined,
): ExactValue {
  const owned: Owned = new Set();
  const gone: ExactValue[] = [];
  let result = input;
  paths(input, rootPath(input), env, (found, path) => {
    requirePath(found, path);
    tick();
    const keys = keysOfPath(path);
    const before = getPath(result, keys);
    const after = update(before);
    // What `update` saw it may have put in several places of what it gave.
    if (typeof before === 'object' && before !== null && owned.has(before)) owned.clear();
    if (after === undefined) gone.push(keys);
    else result = setPath(result, keys, after, owned);
    return false;
  });
  return gone.length === 0 ? result : deletePaths(result, gone);
}

export function compileModify(compiler: Compiler, ast: Node<'modify'>, scope: Scope): Filter {
  const linear = compileLinear(compiler, ast, scope);
  if (linear !== null) return one((input, env) => linear(input, env, null));
  const { left, right } = ast;
  const paths = compiler.path(left, scope);
  const update = compiler.filter(right, scope);
  return one((input, env) => modify(input, env, paths, (value) => firstOf(update, value, env)));
}

/** `paths += value` and its like: one result for each output of the right, which sees the whole input. */
export function compileUpdate(compiler: Compiler, ast: Node<'update'>, scope: Scope): Filter {
  const linear = compileLinear(compiler, ast, scope);
  if (linear !== null) return one((input, env) => linear(input, env, null));
  const paths = compiler.path(ast.left, scope);
  const value = compiler.filter(ast.right, scope);
  const operate = updateOperations[ast.operator];
  if (value.kind === 'one') {
    const { get } = value;
    return one((input, env) => {
      const operand = get(input, env);
      return modify(input, env, paths, (before) => operate(before, operand));
    });
  }
  return many((input, env, emit) =>
    value.each(input, env, (operand) => emit(modify(input, env, paths, (before) => operate(before, operand)))),
  );
}
