import type { ArgumentSchema } from './value-field.tsx';

const inner = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
const textIn = (value: unknown, key: string): string | undefined => {
  const found = inner(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** The arguments of a function by its input's schema. An `id` follows from the call where it is left out. */
export function argumentsOf(schema: unknown): ArgumentSchema[] {
  const properties = inner(schema, 'properties');
  const required = inner(schema, 'required');
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, property]): ArgumentSchema => {
    const options = inner(property, 'enum');
    return {
      name,
      type: textIn(property, 'type'),
      options: Array.isArray(options) ? options.filter((one): one is string => typeof one === 'string') : [],
      description: textIn(property, 'description'),
      isRequired: name !== 'id' && Array.isArray(required) && required.includes(name),
    };
  });
}
