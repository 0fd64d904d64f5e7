import { randomUUID } from 'node:crypto';
import { at } from './json-at.ts';

/** What to put into fields of these names instead of something made up, such as a location that exists. */
export type KnownValues = Readonly<Record<string, unknown>>;

const texts = [
  'EUR',
  'A1',
  '12345670',
  'https://example.com/orders',
  '09:30',
  'shop/flow',
  'x'.repeat(24),
  `whsec_${'A'.repeat(32)}`,
  'A'.repeat(43),
  'A'.repeat(86),
  '1234',
];
const formats: Readonly<Record<string, () => string>> = {
  uuid: () => randomUUID(),
  'date-time': () => '2026-03-01T14:30:00Z',
  date: () => '2026-03-01',
  email: () => `${randomUUID()}@example.com`,
};

function numberAt(schema: unknown, key: string): number | undefined {
  const value = at(schema, key);
  return typeof value === 'number' ? value : undefined;
}

function textFor(schema: unknown, where: string): string {
  const format = at(schema, 'format');
  if (typeof format === 'string') {
    const make = formats[format];
    if (make === undefined) throw new Error(`${where} has the format ${format}: say in valid-input.ts what fits`);
    return make();
  }
  const pattern = at(schema, 'pattern');
  const shortest = numberAt(schema, 'minLength') ?? 0;
  const candidates = typeof pattern === 'string' ? texts.filter((text) => new RegExp(pattern, 'u').test(text)) : texts;
  const fitting =
    candidates.find((text) => text.length >= shortest) ?? (pattern === undefined ? 'x'.repeat(shortest) : undefined);
  if (fitting === undefined)
    throw new Error(`${where} has the pattern ${String(pattern)}: say in valid-input.ts what fits`);
  return fitting;
}

/**
 * The smallest input that fits a JSON schema: required fields only, and those of `known` wherever the schema has them, so that
 * what an action is asked for concerns things that exist. Ids are random.
 */
export function validInput(schema: unknown, known: KnownValues, where = 'input'): unknown {
  const constant = at(schema, 'const');
  if (constant !== undefined) return constant;
  const options = at(schema, 'enum');
  if (Array.isArray(options)) return options[0];
  const union = at(schema, 'anyOf');
  if (Array.isArray(union)) return validInput(union[0], known, where);
  switch (at(schema, 'type')) {
    case 'object':
      return validObject(schema, known, where);
    case 'array': {
      const items = at(schema, 'items');
      return Array.from({ length: numberAt(schema, 'minItems') ?? 0 }, () => validInput(items, known, where));
    }
    case 'string':
      return textFor(schema, where);
    case 'integer':
    case 'number':
      return Math.min(Math.max(numberAt(schema, 'minimum') ?? 1, 1), numberAt(schema, 'maximum') ?? 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return {};
  }
}

/** The same for the input of an action, which is an object. */
export function validFields(schema: unknown, known: KnownValues): Record<string, unknown> {
  return validObject(schema, known, 'input');
}

function validObject(schema: unknown, known: KnownValues, where: string): Record<string, unknown> {
  const properties = at(schema, 'properties');
  const required = at(schema, 'required');
  const needed = new Set(Array.isArray(required) ? required : []);
  const object: Record<string, unknown> = {};
  if (typeof properties !== 'object' || properties === null) return object;
  for (const [name, property] of Object.entries(properties)) {
    if (name in known) object[name] = known[name];
    else if (needed.has(name)) object[name] = validInput(property, known, `${where}.${name}`);
  }
  return object;
}
