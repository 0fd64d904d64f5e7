import type { EventFilter, ReadAs } from '../definition/event.ts';
import type { Expression, Template } from '../definition/expression.ts';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import { asText, evaluate, resolve } from './evaluate.ts';
import type { RoughFilter } from './effect.ts';
import { sameJson } from './same-json.ts';
import { patternMayRunLong } from './pattern-may-run-long.ts';
import type { Place, Step } from './step.ts';

export type Correlations = { readonly [name: string]: JsonValue };

/**
 * Whether a filter lets an event through; then the values that its correlations hold the others to, else null. A literal text equals
 * the attribute, or matches all of it as a regular expression; an expression on the attribute is true, or gives its value.
 */
export function passes(
  step: Step,
  filter: EventFilter,
  event: JsonObject,
  known: Correlations,
  place: Place,
): Correlations | null {
  const isMatch = filter.attributes.every(({ name, value }) => fits(step, value, event[name] ?? null, place));
  if (!isMatch) return null;
  const found: Record<string, JsonValue> = { ...known };
  for (const { name, from, expect } of filter.correlate) {
    const value = evaluate(step, from, { data: event }, place);
    if (value === null) return null;
    if (expect !== null) {
      if (!sameJson(value, resolve(step, expect, { data: place.input }, place))) return null;
    } else if (Object.hasOwn(found, name)) {
      if (!sameJson(value, found[name] ?? null)) return null;
    } else found[name] = value;
  }
  return found;
}

function fits(step: Step, wanted: Template, attribute: JsonValue, place: Place): boolean {
  if (wanted.kind === 'literal') return fitsLiteral(wanted.value, attribute);
  const value = resolve(step, wanted, { data: attribute }, place);
  return value === true || (attribute !== null && sameJson(value, attribute));
}

function fitsLiteral(wanted: JsonValue, attribute: JsonValue): boolean {
  if (sameJson(wanted, attribute)) return true;
  if (typeof wanted !== 'string' || attribute === null || typeof attribute === 'object') return false;
  return patternOf(wanted)?.test(asText(attribute)) === true;
}

const patterns = new Map<string, RegExp | null>();
const mostPatterns = 10_000;

function patternOf(source: string): RegExp | null {
  let pattern = patterns.get(source);
  if (pattern === undefined) {
    try {
      pattern = new RegExp(`^(?:${source})$`, 'u');
    } catch {
      pattern = null;
    }
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(source, pattern);
  }
  return pattern;
}

/**
 * What of a filter is known beforehand and quickly judged, for whoever has to choose from many events. With `known`, values of
 * expressions that are the same for every event are part of it.
 */
export function roughFilter(filter: EventFilter, known?: (expression: Expression) => JsonValue): RoughFilter {
  return Object.fromEntries(
    filter.attributes.flatMap(({ name, value }) => {
      const wanted = wantedOf(value, known);
      return typeof wanted === 'string' && !patternMayRunLong(wanted) ? [[name, wanted]] : [];
    }),
  );
}

function wantedOf(value: Template, known?: (expression: Expression) => JsonValue): JsonValue {
  if (value.kind === 'literal') return value.value;
  if (value.kind !== 'expression' || known === undefined || !isSteady(value.expression)) return null;
  try {
    return known(value.expression);
  } catch {
    // It fails again, where that is told, when an event comes.
    return null;
  }
}

/** A path into what does not change while a task listens: the workflow's input, or the context where nothing runs beside it. */
function isSteady({ source, pointer }: Expression): boolean {
  const [, variable] = /^\s*\$(workflow\.input|context)(?:\.[A-Za-z_]\w*|\[\d+\])*\s*$/.exec(source) ?? [];
  return variable === 'workflow.input' || (variable === 'context' && !pointer.includes('/fork/branches/'));
}

/** Whether an event may concern one of these rough filters: no filter at all lets everything through. */
export function passesRoughly(filters: readonly RoughFilter[], event: JsonObject): boolean {
  return filters.some((filter) =>
    Object.entries(filter).every(([name, wanted]) => fitsLiteral(wanted, event[name] ?? null)),
  );
}

/** The types that the filters name as they are; none when one of them may match any. */
export function typesOf(filters: readonly RoughFilter[]): readonly string[] {
  const types = filters.map((filter) => filter['type']);
  const isPlain = types.every((type) => type !== undefined && /^[\w./:-]*$/.test(type));
  return isPlain ? [...new Set(types.flatMap((type) => type ?? []))] : [];
}

/** An event as a listening task gives it on. */
export function readEvent(event: JsonObject, as: ReadAs): JsonValue {
  const data = event['data'] ?? null;
  switch (as) {
    case 'data':
      return data;
    case 'envelope':
      return event;
    case 'raw':
      return event['data_base64'] ?? (typeof data === 'string' ? data : JSON.stringify(data));
  }
}
