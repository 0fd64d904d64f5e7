import { negate, operations } from './arithmetic.ts';
import type { Ast } from './ast.ts';
import { findBuiltin } from './builtins.ts';
import { bindPath, compileBind, compileForeach, compileReduce, foreachPath, reducePath } from './compile-bindings.ts';
import {
  alternativePath,
  compileAlternative,
  compileBreak,
  compileIf,
  compileLabel,
  compileLogic,
  compileTry,
  ifPath,
  labelPath,
  tryPath,
} from './compile-control.ts';
import { callPath, compileCall, withFunction } from './compile-functions.ts';
import { commaPath, indexPath, iteratePath, pipePath, slicePath, valuesPath } from './compile-paths.ts';
import { compileAssign, compileModify, compileUpdate } from './compile-updates.ts';
import {
  compileArray,
  compileIndex,
  compileIterate,
  compileObject,
  compileSlice,
  compileText,
} from './compile-values.ts';
import type { Builtin, Compiler } from './compiler.ts';
import { constantOf } from './constants.ts';
import { definedBuiltin } from './defined-builtins.ts';
import { JqSyntaxError } from './errors.ts';
import { cellAt, combine, constant, identity, many, one, pipe, type Filter, type PathEach } from './filter.ts';
import { formatter } from './formats.ts';
import { findFunction, findVariable, type Callable, type Scope } from './scope.ts';

/** Nodes of a program with everything that is put in place of its calls. */
const mostNodes = 200_000;

/** Compiles programs of one source. */
export function createCompiler(source: string): Compiler {
  let nodes = 0;
  const definedHere = new Map<string, Callable>();
  const compiler: Compiler = { filter: compileFilter, path: compilePath, fail };
  return compiler;

  function fail(reason: string, at: number): never {
    throw new JqSyntaxError(reason, source, at);
  }

  function count(at: number): void {
    nodes += 1;
    if (nodes > mostNodes) fail('the program is too large', at);
  }

  function lookUp(name: string, arity: number, at: number, scope: Scope): Callable | Builtin {
    return (
      findFunction(scope, name, arity) ??
      findBuiltin(`${name}/${arity}`) ??
      defined(`${name}/${arity}`) ??
      fail(`${name}/${arity} is not defined`, at)
    );
  }

  /** A built-in function in the language: sees no name of the program. */
  function defined(name: string): Callable | undefined {
    const known = definedHere.get(name);
    if (known !== undefined) return known;
    const definition = definedBuiltin(name);
    if (definition === undefined) return undefined;
    const { names } = withFunction({ names: null, cells: 0 }, definition);
    if (names === null || names.meaning.type !== 'function') return undefined;
    definedHere.set(name, names.meaning);
    return names.meaning;
  }

  function compileFilter(ast: Ast, scope: Scope): Filter {
    count(ast.at);
    const value = constantOf(ast);
    if (value !== undefined) return constant(value);
    switch (ast.type) {
      case 'identity':
        return identity;
      case 'literal':
        return constant(ast.value);
      case 'index':
        return compileIndex(compiler, ast, scope);
      case 'slice':
        return compileSlice(compiler, ast, scope);
      case 'iterate':
        return compileIterate(compiler, ast, scope);
      case 'array':
        return compileArray(compiler, ast, scope);
      case 'object':
        return compileObject(compiler, ast, scope);
      case 'string':
        return compileText(compiler, ast, scope);
      case 'format':
        return one(formatter(ast.name));
      case 'negate': {
        const { body } = ast;
        if (body.type === 'literal' && typeof body.value === 'number') return constant(negate(body.value));
        return pipe(compileFilter(body, scope), one(negate));
      }
      case 'pipe':
        return ast.left.type === 'identity'
          ? compileFilter(ast.right, scope)
          : pipe(compileFilter(ast.left, scope), compileFilter(ast.right, scope));
      case 'comma': {
        const left = compileFilter(ast.left, scope);
        const right = compileFilter(ast.right, scope);
        return many((input, env, emit) => left.each(input, env, emit) || right.each(input, env, emit));
      }
      case 'binary': {
        const operate = operations[ast.operator];
        return combine(compileFilter(ast.right, scope), compileFilter(ast.left, scope), (right, left) =>
          operate(left, right),
        );
      }
      case 'and':
      case 'or':
        return compileLogic(compiler, ast, scope);
      case 'alternative':
        return compileAlternative(compiler, ast, scope);
      case 'assign':
        return compileAssign(compiler, ast, scope);
      case 'modify':
        return compileModify(compiler, ast, scope);
      case 'update':
        return compileUpdate(compiler, ast, scope);
      case 'if':
        return compileIf(compiler, ast, scope);
      case 'try':
        return compileTry(compiler, ast, scope);
      case 'reduce':
        return compileReduce(compiler, ast, scope);
      case 'foreach':
        return compileForeach(compiler, ast, scope);
      case 'bind':
        return compileBind(compiler, ast, scope);
      case 'define':
        return compileFilter(ast.body, withFunction(scope, ast.definition));
      case 'call': {
        const callee = lookUp(ast.name, ast.args.length, ast.at, scope);
        return 'filter' in callee
          ? callee.filter(compiler, ast.args, scope)
          : compileCall(compiler, callee, ast, scope);
      }
      case 'variable': {
        if (ast.name === 'ENV' && findVariable(scope, 'ENV') === null) return constant({});
        const distance = variableAt(ast.name, ast.at, scope);
        return one((_input, env) => cellAt(env, distance).value);
      }
      case 'label':
        return compileLabel(compiler, ast, scope);
      case 'break':
        return compileBreak(compiler, ast, scope);
    }
  }

  function variableAt(name: string, at: number, scope: Scope): number {
    return findVariable(scope, name) ?? fail(`$${name} is not defined`, at);
  }

  function compilePath(ast: Ast, scope: Scope): PathEach {
    count(ast.at);
    switch (ast.type) {
      case 'identity':
        return (input, path, _env, emit) => emit(input, path);
      case 'index':
        return indexPath(compiler, ast, scope);
      case 'slice':
        return slicePath(compiler, ast, scope);
      case 'iterate':
        return iteratePath(compiler, ast, scope);
      case 'pipe':
        return pipePath(compilePath(ast.left, scope), compilePath(ast.right, scope));
      case 'comma':
        return commaPath(compilePath(ast.left, scope), compilePath(ast.right, scope));
      case 'alternative':
        return alternativePath(compiler, ast, scope);
      case 'if':
        return ifPath(compiler, ast, scope);
      case 'try':
        return tryPath(compiler, ast, scope);
      case 'reduce':
        return reducePath(compiler, ast, scope);
      case 'foreach':
        return foreachPath(compiler, ast, scope);
      case 'bind':
        return bindPath(compiler, ast, scope);
      case 'define':
        return compilePath(ast.body, withFunction(scope, ast.definition));
      case 'label':
        return labelPath(compiler, ast, scope);
      case 'call': {
        const callee = lookUp(ast.name, ast.args.length, ast.at, scope);
        if (!('filter' in callee)) return callPath(compiler, callee, ast.args, scope);
        if (callee.path !== undefined) return callee.path(compiler, ast.args, scope);
        return valuesPath(callee.filter(compiler, ast.args, scope));
      }
      default:
        return valuesPath(compileFilter(ast, scope));
    }
  }
}
