import type { Expression, Template, TemplateEntry } from './expression.ts';
import type { Pointer } from './pointer.ts';

export type ReadAs = 'data' | 'envelope' | 'raw';

/**
 * `attributes` must all match: a literal string is compared, or else matched as a regular expression; an expression is evaluated with the event's
 * attribute as input and must be true, or give the attribute's value.
 */
export type EventFilter = {
  readonly pointer: Pointer;
  readonly attributes: readonly TemplateEntry[];
  readonly correlate: readonly Correlation[];
};

/** Without `expect`, the first value that `from` gives is what the others are held to. */
export type Correlation = {
  readonly name: string;
  readonly pointer: Pointer;
  readonly from: Expression;
  readonly expect: Template | null;
};

export type Until =
  | { readonly kind: 'condition'; readonly condition: Expression }
  | { readonly kind: 'events'; readonly strategy: UntilStrategy };

export type UntilStrategy =
  | { readonly kind: 'one'; readonly filter: EventFilter }
  | { readonly kind: 'any'; readonly filters: readonly EventFilter[] }
  | { readonly kind: 'all'; readonly filters: readonly EventFilter[] };

/** `any` without filters hears every event; without `until` the first event ends it. */
export type EventStrategy =
  | { readonly kind: 'one'; readonly filter: EventFilter }
  | { readonly kind: 'any'; readonly filters: readonly EventFilter[]; readonly until: Until | null }
  | { readonly kind: 'all'; readonly filters: readonly EventFilter[] };
