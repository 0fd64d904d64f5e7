import type { Ast } from './ast.ts';
import type { Filter, PathEach } from './filter.ts';
import type { Scope } from './scope.ts';

/** Compiles what is inside of an expression; handed to whoever compiles one kind of expression or a built-in function. */
export type Compiler = {
  readonly filter: (ast: Ast, scope: Scope) => Filter;
  readonly path: (ast: Ast, scope: Scope) => PathEach;
  readonly fail: (reason: string, at: number) => never;
};

/** A built-in function: compiles a call of it. */
export type Builtin = {
  readonly filter: (compiler: Compiler, args: readonly Ast[], scope: Scope) => Filter;
  /** When its outputs can be parts of its input. */
  readonly path?: (compiler: Compiler, args: readonly Ast[], scope: Scope) => PathEach;
};
