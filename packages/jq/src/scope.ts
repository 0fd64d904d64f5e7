import type { Ast, Definition } from './ast.ts';
import type { Filter, PathEach } from './filter.ts';

/** A function that is compiled once and called, because it calls itself or is large; `filter` comes into being with the first call. */
export type SharedCode = {
  filter: Filter | null;
  path: PathEach | null;
  kind: Filter['kind'];
  isCompiling: boolean;
  readonly tailCalls: ReadonlySet<Ast>;
};

/** What a name means. `cell` counts the cells of the list at its place, itself included. */
export type Meaning =
  | { readonly type: 'variable'; readonly name: string; readonly cell: number }
  | { readonly type: 'label'; readonly name: string; readonly cell: number }
  | {
      readonly type: 'function';
      readonly name: string;
      readonly definition: Definition;
      readonly isShared: boolean;
      /** Nodes, with those of the functions it calls. */
      readonly size: number;
      readonly cell: number;
      readonly code: SharedCode;
      /** Names that its body may use besides its own. */
      names: Names | null;
    }
  /** A filter handed to an inlined function: compiled where it is used, with the names of where it was written. */
  | { readonly type: 'argument'; readonly name: string; readonly body: Ast; readonly names: Names | null }
  /** A filter handed to a shared function: found in a cell. */
  | { readonly type: 'closure'; readonly name: string; readonly cell: number };

export type Names = { readonly meaning: Meaning; readonly outer: Names | null };

/** What is known while an expression is compiled: its names, and how many cells there will be. */
export type Scope = { readonly names: Names | null; readonly cells: number };

export function withVariable(scope: Scope, name: string): Scope {
  const cell = scope.cells + 1;
  return { names: { meaning: { type: 'variable', name, cell }, outer: scope.names }, cells: cell };
}

export function findVariable(scope: Scope, name: string): number | null {
  for (let names = scope.names; names !== null; names = names.outer) {
    const { meaning } = names;
    if (meaning.type === 'variable' && meaning.name === name) return scope.cells - meaning.cell;
  }
  return null;
}

export function findLabel(scope: Scope, name: string): number | null {
  for (let names = scope.names; names !== null; names = names.outer) {
    const { meaning } = names;
    if (meaning.type === 'label' && meaning.name === name) return scope.cells - meaning.cell;
  }
  return null;
}

export type Callable = Extract<Meaning, { type: 'function' | 'argument' | 'closure' }>;

export function findFunction(scope: Scope, name: string, arity: number): Callable | null {
  for (let names = scope.names; names !== null; names = names.outer) {
    const { meaning } = names;
    if (meaning.type === 'variable' || meaning.type === 'label' || meaning.name !== name) continue;
    const parameters = meaning.type === 'function' ? meaning.definition.parameters.length : 0;
    if (parameters === arity) return meaning;
  }
  return null;
}
