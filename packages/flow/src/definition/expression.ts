import type { JsonValue } from './json.ts';
import type { Pointer } from './pointer.ts';

/** A runtime expression: jq without the `${ }` around it. `pointer` leads to the text it stands in. */
export type Expression = { readonly source: string; readonly pointer: Pointer };

/**
 * A value that may hold expressions. What holds none anywhere is one `literal`, however deep, so constants cost nothing to evaluate.
 * `text` is a string with expressions inside: its parts are joined, what is no string as JSON.
 * `loose` appears with `evaluate.mode: loose` only: where the source does not compile or fails, it stands for itself as a string.
 */
export type Template =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'loose'; readonly expression: Expression }
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly entries: readonly TemplateEntry[] };

export type TemplateEntry = { readonly name: string; readonly value: Template };

/**
 * A URI: an expression, or text with variables of the task's input as in RFC 6570's simple expansion. A variable names a top-level
 * property verbatim; text without variables is one string part. Expressions may be embedded, their results stand as they are.
 */
export type UriTemplate =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'uri'; readonly parts: readonly UriPart[] };

export type UriPart = string | UriVariable | Expression;
export type UriVariable = { readonly variable: string };

/** How long: milliseconds, or an expression that gives an ISO 8601 duration. A year counts 365 days, a month 30. */
export type Duration =
  | { readonly kind: 'fixed'; readonly durationMs: number }
  | { readonly kind: 'expression'; readonly expression: Expression };
