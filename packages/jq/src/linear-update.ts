import { indexValue } from './access.ts';
import { updateOperations, type Operation } from './arithmetic.ts';
import type { Ast } from './ast.ts';
import { childrenOf } from './ast-size.ts';
import type { Compiler } from './compiler.ts';
import { firstOf, type Env, type Get } from './filter.ts';
import { checkItems, tick } from './limits.ts';
import { deletePaths } from './delete-paths.ts';
import { requireRoom, setOne, type Owned } from './paths.ts';
import type { Scope } from './scope.ts';
import { isArray, type ExactValue } from './value.ts';

/**
 * An update of one place whose keys are known beforehand: `.a.b += 1`, `.[$key] = .`. `owned` holds the containers that nobody else
 * can see, which are changed in place: a reduce over n elements then takes n steps, where copies would take n times n.
 */
export type LinearUpdate = (input: ExactValue, env: Env | null, owned: Owned | null) => ExactValue;

/** Null when the expression is no such update. */
export function compileLinear(compiler: Compiler, ast: Ast, scope: Scope): LinearUpdate | null {
  switch (ast.type) {
    case 'identity':
      return (input) => input;
    case 'pipe': {
      const left = compileLinear(compiler, ast.left, scope);
      const right = left === null ? null : compileLinear(compiler, ast.right, scope);
      if (left === null || right === null) return null;
      return (input, env, owned) => right(left(input, env, owned), env, owned);
    }
    case 'if': {
      const test = compiler.filter(ast.test, scope);
      const consequent = compileLinear(compiler, ast.consequent, scope);
      const otherwise = consequent === null ? null : compileLinear(compiler, ast.otherwise, scope);
      if (test.kind !== 'one' || consequent === null || otherwise === null) return null;
      const { get } = test;
      return (input, env, owned) => {
        const value = get(input, env);
        return (value === null || value === false ? otherwise : consequent)(input, env, owned);
      };
    }
    case 'binary':
      if (ast.operator !== '+' || ast.left.type !== 'identity') return null;
      return compileChange(compiler, [], ast.right, scope, '+');
    case 'assign':
    case 'update': {
      const keys = simplePath(compiler, ast.left, scope);
      if (keys === null) return null;
      return compileChange(compiler, keys, ast.right, scope, ast.type === 'update' ? ast.operator : '=');
    }
    case 'modify':
      return compileLinearModify(compiler, ast.left, ast.right, scope);
    default:
      return null;
  }
}

/** The keys of a path that has no alternatives, each a function of the whole input; null for any other path. */
function simplePath(compiler: Compiler, ast: Ast, scope: Scope): readonly Get[] | null {
  if (ast.type === 'identity') return [];
  if (ast.type === 'index' && !ast.isOptional) {
    const before = simplePath(compiler, ast.of, scope);
    const key = before === null ? null : compiler.filter(ast.key, scope);
    return before === null || key?.kind !== 'one' ? null : [...before, key.get];
  }
  if (ast.type === 'pipe' && hasFixedKeys(ast.right)) {
    const before = simplePath(compiler, ast.left, scope);
    const behind = before === null ? null : simplePath(compiler, ast.right, scope);
    return before === null || behind === null ? null : [...before, ...behind];
  }
  return null;
}

function hasFixedKeys(ast: Ast): boolean {
  if (ast.type === 'identity') return true;
  if (ast.type === 'index') return !ast.isOptional && hasFixedKeys(ast.of) && ignoresInput(ast.key);
  return ast.type === 'pipe' && hasFixedKeys(ast.left) && hasFixedKeys(ast.right);
}

/** Whether an expression surely gives the same whatever its input is, and so no part of it. */
function ignoresInput(ast: Ast): boolean {
  switch (ast.type) {
    case 'literal':
    case 'variable':
      return true;
    case 'array':
    case 'object':
    case 'string':
    case 'binary':
    case 'negate':
      return childrenOf(ast).every(ignoresInput);
    default:
      return false;
  }
}

function compileChange(
  compiler: Compiler,
  keys: readonly Get[],
  right: Ast,
  scope: Scope,
  operator: keyof typeof updateOperations | '=',
): LinearUpdate | null {
  const value = compiler.filter(right, scope);
  if (value.kind !== 'one') return null;
  const { get } = value;
  const mayAlias = !ignoresInput(right);
  const operate: Operation = operator === '=' ? (_before, operand) => operand : updateOperations[operator];
  return (input, env, owned) => {
    const operand = get(input, env);
    if (mayAlias && owned !== null && typeof operand === 'object' && operand !== null) owned.clear();
    const change = (before: ExactValue): ExactValue =>
      operator === '+' && owned !== null ? addInPlace(before, operand, owned) : operate(before, operand);
    return changeAt(input, resolved(keys, input, env), 0, change, owned);
  };
}

function resolved(keys: readonly Get[], input: ExactValue, env: Env | null): readonly ExactValue[] {
  return keys.map((key) => key(input, env));
}

function changeAt(
  container: ExactValue,
  keys: readonly ExactValue[],
  at: number,
  change: (before: ExactValue) => ExactValue,
  owned: Owned | null,
): ExactValue {
  const key = keys[at];
  if (key === undefined) return change(container);
  requireRoom(container, key);
  const child = changeAt(indexValue(container, key), keys, at + 1, change, owned);
  return setOne(container, key, child, owned);
}

/** Adds to an array that is owned without copying it. */
function addInPlace(before: ExactValue, operand: ExactValue, owned: Owned): ExactValue {
  if (isArray(before) && isArray(operand)) {
    if (owned.has(before) && isOwnArray(before)) {
      checkItems(before.length + operand.length);
      for (const item of operand) before.push(item);
      return before;
    }
    const sum = updateOperations['+'](before, operand);
    if (typeof sum === 'object' && sum !== null) owned.add(sum);
    return sum;
  }
  return updateOperations['+'](before, operand);
}

/** What is owned was made by an update, and is no array of the host. */
function isOwnArray(array: readonly ExactValue[]): array is ExactValue[] {
  return Array.isArray(array);
}

/** `.a.b |= f`: without an output of `f` the place is deleted. */
function compileLinearModify(compiler: Compiler, left: Ast, right: Ast, scope: Scope): LinearUpdate | null {
  const keys = simplePath(compiler, left, scope);
  if (keys === null) return null;
  const update = compiler.filter(right, scope);
  return (input, env, owned) => {
    tick();
    const path = resolved(keys, input, env);
    let isGone = false;
    const result = changeAt(
      input,
      path,
      0,
      (before) => {
        if (owned !== null && typeof before === 'object' && before !== null) owned.clear();
        const after = firstOf(update, before, env);
        isGone = after === undefined;
        return after ?? before;
      },
      owned,
    );
    return isGone ? deletePaths(input, [path]) : result;
  };
}
