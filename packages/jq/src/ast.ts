import type { ExactValue } from './value.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
export type UpdateOperator = '+' | '-' | '*' | '/' | '%' | '//';

/** An expression. `at` is its offset in the source, for messages. What is optional (`?`) has no output where it would raise. */
export type Ast =
  | { readonly type: 'identity'; readonly at: number }
  | { readonly type: 'literal'; readonly value: ExactValue; readonly at: number }
  | {
      readonly type: 'index';
      readonly of: Ast;
      readonly key: Ast;
      readonly isOptional: boolean;
      readonly at: number;
    }
  | {
      readonly type: 'slice';
      readonly of: Ast;
      readonly from: Ast | null;
      readonly to: Ast | null;
      readonly isOptional: boolean;
      readonly at: number;
    }
  | { readonly type: 'iterate'; readonly of: Ast; readonly isOptional: boolean; readonly at: number }
  | { readonly type: 'array'; readonly body: Ast | null; readonly at: number }
  | { readonly type: 'object'; readonly entries: readonly ObjectEntry[]; readonly at: number }
  | { readonly type: 'string'; readonly format: string; readonly parts: readonly TextPart[]; readonly at: number }
  | { readonly type: 'format'; readonly name: string; readonly at: number }
  | { readonly type: 'negate'; readonly body: Ast; readonly at: number }
  | { readonly type: 'pipe'; readonly left: Ast; readonly right: Ast; readonly at: number }
  | { readonly type: 'comma'; readonly left: Ast; readonly right: Ast; readonly at: number }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Ast;
      readonly right: Ast;
      readonly at: number;
    }
  | { readonly type: 'and' | 'or' | 'alternative'; readonly left: Ast; readonly right: Ast; readonly at: number }
  | { readonly type: 'assign'; readonly left: Ast; readonly right: Ast; readonly at: number }
  | { readonly type: 'modify'; readonly left: Ast; readonly right: Ast; readonly at: number }
  | {
      readonly type: 'update';
      readonly operator: UpdateOperator;
      readonly left: Ast;
      readonly right: Ast;
      readonly at: number;
    }
  | { readonly type: 'if'; readonly test: Ast; readonly consequent: Ast; readonly otherwise: Ast; readonly at: number }
  | { readonly type: 'try'; readonly body: Ast; readonly handler: Ast | null; readonly at: number }
  | {
      readonly type: 'reduce';
      readonly source: Ast;
      readonly patterns: readonly Pattern[];
      readonly start: Ast;
      readonly update: Ast;
      readonly at: number;
    }
  | {
      readonly type: 'foreach';
      readonly source: Ast;
      readonly patterns: readonly Pattern[];
      readonly start: Ast;
      readonly update: Ast;
      readonly extract: Ast | null;
      readonly at: number;
    }
  | {
      readonly type: 'bind';
      readonly source: Ast;
      readonly patterns: readonly Pattern[];
      readonly body: Ast;
      readonly at: number;
    }
  | { readonly type: 'define'; readonly definition: Definition; readonly body: Ast; readonly at: number }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Ast[]; readonly at: number }
  | { readonly type: 'variable'; readonly name: string; readonly at: number }
  | { readonly type: 'label'; readonly name: string; readonly body: Ast; readonly at: number }
  | { readonly type: 'break'; readonly name: string; readonly at: number };

/** A piece of a string: text as it stands, or an expression whose outputs are formatted. */
export type TextPart = string | Ast;

export type ObjectEntry = { readonly key: Ast; readonly value: Ast };

/** `def name(f; $x): body;`: a parameter with a dollar is a value, one without a filter. */
export type Definition = {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly isValue: boolean }[];
  readonly body: Ast;
};

export type Pattern =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'array'; readonly items: readonly Pattern[] }
  | { readonly type: 'object'; readonly entries: readonly PatternEntry[] };

/** `$name` of a key also binds the value that is taken apart further. */
export type PatternEntry = { readonly key: Ast; readonly variable: string | null; readonly pattern: Pattern | null };
