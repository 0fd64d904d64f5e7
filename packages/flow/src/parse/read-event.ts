import type { Correlation, EventFilter, EventStrategy, UntilStrategy } from '../definition/event.ts';
import type { TemplateEntry } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { readExpression, readTemplate } from './read-expression.ts';
import { readUri } from './read-uri.ts';
import { isObject, readEntries, readFields, readList, readOneOf, readText, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const textual = ['id', 'type', 'subject', 'datacontenttype', 'time', 'source', 'dataschema'];

/** Reads the attributes of an event to emit or to filter by. Names that the standard does not know are extensions. */
export function readAttributes(
  reading: Reading,
  fields: Fields,
  use: 'emit' | 'filter',
  scope: Scope,
): readonly TemplateEntry[] {
  return Object.entries(fields.all).map(([name, value]) => {
    const pointer = fields.at(name);
    if (textual.includes(name) && value !== null) {
      const text = readText(reading, value, pointer, `the ${name} of an event`);
      const literal = !text.includes('${') && text !== '';
      if (literal && name === 'time' && use === 'emit' && !dateTime.test(text)) {
        reading.report('invalid-value', pointer, `"${text}" is no time. Write 2026-01-31T12:00:00Z or an expression.`);
      }
      if (literal && (name === 'source' || name === 'dataschema') && use === 'emit') {
        readUri(reading, text, pointer, `the ${name}`, scope);
      }
    }
    return { name, value: readTemplate(reading, value, pointer, scope) };
  });
}

function readFilter(reading: Reading, value: JsonValue, pointer: Pointer, scope: Scope): EventFilter {
  const shape = { what: 'an event filter', properties: ['with', 'correlate'], required: ['with'] };
  const fields = readFields(reading, value, pointer, shape);
  const within = fields.get('with');
  const attributes = readFields(reading, within ?? {}, fields.at('with'), {
    what: 'the "with" of an event filter',
    properties: [],
    open: true,
  });
  if (isObject(within) && Object.keys(within).length === 0) {
    const message = 'This filter names no attribute. Add "type", or listen to every event by "any: []".';
    reading.report('empty', fields.at('with'), message);
  }
  return {
    pointer,
    attributes: readAttributes(reading, attributes, 'filter', scope),
    correlate: readEntries(reading, fields.get('correlate'), fields.at('correlate'), '"correlate"').map((entry) =>
      readCorrelation(reading, entry.name, entry.value, entry.pointer, scope),
    ),
  };
}

function readCorrelation(
  reading: Reading,
  name: string,
  value: JsonValue,
  pointer: Pointer,
  scope: Scope,
): Correlation {
  const shape = { what: 'a correlation', properties: ['from', 'expect'], required: ['from'] };
  const fields = readFields(reading, value, pointer, shape);
  const expect = fields.get('expect');
  return {
    name,
    pointer,
    from: readExpression(reading, fields.get('from'), fields.at('from'), '"from"', scope) ?? { source: '.', pointer },
    expect: expect === undefined ? null : readTemplate(reading, expect, fields.at('expect'), scope),
  };
}

const kinds = ['one', 'any', 'all'] as const;

/** Reads an event consumption strategy: `one`, `any` with `until`, or `all`. */
export function readStrategy(reading: Reading, value: JsonValue, pointer: Pointer, scope: Scope): EventStrategy {
  const what = 'an event strategy';
  const fields = readFields(reading, value, pointer, { what, properties: [...kinds, 'until'] });
  const strategy = readKind(reading, fields, what, scope);
  if (strategy.kind !== 'any') {
    if (fields.has('until')) {
      reading.report(
        'conflict',
        fields.at('until'),
        `"until" goes with "any" only, not with "${strategy.kind}". Remove it.`,
        'key',
      );
    }
    return strategy;
  }
  const until = fields.get('until');
  if (until === undefined) return { ...strategy, until: null };
  const at = fields.at('until');
  if (!isObject(until)) {
    const condition = readExpression(reading, until, at, '"until"', scope);
    return { ...strategy, until: condition === null ? null : { kind: 'condition', condition } };
  }
  const inner = readFields(reading, until, at, { what: 'the "until" of a strategy', properties: kinds });
  return {
    ...strategy,
    until: { kind: 'events', strategy: readKind(reading, inner, 'the "until" of a strategy', scope) },
  };
}

function readKind(reading: Reading, fields: Fields, what: string, scope: Scope): UntilStrategy {
  const chosen = readOneOf(reading, fields, what, kinds) ?? kinds.find((candidate) => fields.has(candidate)) ?? 'any';
  if (chosen === 'one') {
    return { kind: 'one', filter: readFilter(reading, fields.get('one') ?? {}, fields.at('one'), scope) };
  }
  const filters = readList(reading, fields.get(chosen), fields.at(chosen), `"${chosen}"`).map((item) =>
    readFilter(reading, item.value, item.pointer, scope),
  );
  if (chosen === 'all') {
    if (filters.length === 0 && Array.isArray(fields.get('all'))) {
      reading.report('empty', fields.at('all'), '"all" names no event, so there is nothing to wait for.');
    }
    return { kind: 'all', filters };
  }
  return { kind: 'any', filters };
}
