import type { JsonValue } from '@barrow/flow';

const field = (schema: unknown, name: string): unknown =>
  typeof schema === 'object' && schema !== null ? Reflect.get(schema, name) : undefined;

const someId = '00000000-0000-8000-8000-000000000000';

/** A small value that fits a JSON Schema: what an action that is not done would have answered, as far as its form goes. */
export function sampleOf(schema: unknown, depth = 0): JsonValue {
  const constant = field(schema, 'const');
  if (typeof constant === 'string' || typeof constant === 'number' || typeof constant === 'boolean') return constant;
  const options = field(schema, 'enum');
  const first: unknown = Array.isArray(options) ? options[0] : undefined;
  if (typeof first === 'string' || typeof first === 'number') return first;
  const branches = field(schema, 'anyOf');
  if (Array.isArray(branches) && branches.length > 0) return sampleOf(branches[0], depth + 1);
  switch (field(schema, 'type')) {
    case 'object': {
      const properties = field(schema, 'properties');
      if (typeof properties !== 'object' || properties === null || depth > 6) return {};
      return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, sampleOf(one, depth + 1)]));
    }
    case 'array':
      return [];
    case 'string':
      return field(schema, 'format') === 'uuid' ? someId : '';
    case 'integer':
    case 'number': {
      const least = field(schema, 'minimum');
      return typeof least === 'number' ? least : 0;
    }
    case 'boolean':
      return true;
    default:
      return null;
  }
}
