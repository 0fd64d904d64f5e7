import { patternMayRunLong, type TemplateEntry } from '@barrow/flow';
import { compile, type JqValue } from '@barrow/jq';
import { expressionMayRunLong } from '../../flow-guard/may-run-long.ts';
import { withinTime } from '../../platform/within-time.ts';

type Test = (attribute: JqValue) => boolean;

/**
 * Compiles the filters of a schedule's events: lists of attributes, of which one list must match. A text equals the attribute, or matches
 * all of it as a regular expression; an expression on the attribute is true, or gives its value. The result throws where an expression
 * fails.
 */
export function compileStartFilter(filters: unknown): (event: unknown) => boolean {
  if (!isFilters(filters)) throw new Error('these are no event filters');
  const compiled = filters.map((attributes) => attributes.map(({ name, value }) => ({ name, test: testOf(value) })));
  const isMatch = (event: unknown): boolean =>
    typeof event === 'object' &&
    event !== null &&
    (compiled.length === 0 ||
      compiled.some((tests) => tests.every(({ name, test }) => test(attributeOf(event, name)))));
  if (!filters.some((attributes) => attributes.some(({ value }) => mayRunLong(value)))) return isMatch;
  return (event) => {
    const outcome = withinTime(() => isMatch(event), longestMatchMs);
    if (outcome.ok) return outcome.value;
    throw new Error('The filter took too long: a regular expression that can match in very many ways, most likely');
  };
}

/** For one event and the filters of one trigger. */
const longestMatchMs = 500;

function mayRunLong(wanted: TemplateEntry['value']): boolean {
  if (wanted.kind === 'expression') return expressionMayRunLong(wanted.expression.source);
  return wanted.kind === 'literal' && typeof wanted.value === 'string' && patternMayRunLong(wanted.value);
}

function isFilters(value: unknown): value is readonly (readonly TemplateEntry[])[] {
  return Array.isArray(value) && value.every((one) => Array.isArray(one));
}

function attributeOf(event: object, name: string): JqValue {
  const value: unknown = Reflect.get(event, name);
  return isValue(value) ? value : null;
}

function isValue(value: unknown): value is JqValue {
  return value !== undefined;
}

function testOf(wanted: TemplateEntry['value']): Test {
  if (wanted.kind === 'literal') return literalTest(wanted.value);
  if (wanted.kind !== 'expression') return () => false;
  const program = compile(wanted.expression.source);
  return (attribute) => {
    const value = program.first(attribute);
    return value === true || (value !== undefined && attribute !== null && same(value, attribute));
  };
}

function literalTest(wanted: unknown): Test {
  const pattern = typeof wanted === 'string' ? patternOf(wanted) : undefined;
  return (attribute) =>
    same(wanted, attribute) ||
    (pattern !== undefined && attribute !== null && typeof attribute !== 'object' && pattern.test(String(attribute)));
}

function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
