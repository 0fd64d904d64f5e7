import type { TSchema } from 'typebox';

function inner(schema: unknown, key: string): unknown {
  return typeof schema === 'object' && schema !== null ? Reflect.get(schema, key) : undefined;
}

/** The schemas that a value may be of: those of a union, or the one. */
function optionsOf(schema: unknown): readonly unknown[] {
  const options = inner(schema, 'anyOf');
  return Array.isArray(options) ? options : [schema];
}

/**
 * Writes the UUIDs of a value that fits its schema in lower case, in place: PostgreSQL answers them so, and ids are compared as texts.
 * Some platforms make them in upper case.
 */
export function lowerCaseIds(schema: TSchema, value: unknown): void {
  visit([schema], value);
}

function visit(schemas: readonly unknown[], value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const items = schemas.flatMap((schema) => optionsOf(inner(schema, 'items')));
    for (let index = 0; index < value.length; index += 1) write(items, value, index, value[index]);
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    write(
      schemas.flatMap((schema) => optionsOf(inner(inner(schema, 'properties'), name))),
      value,
      name,
      field,
    );
  }
}

function write(schemas: readonly unknown[], holder: object, key: string | number, value: unknown): void {
  if (typeof value !== 'string') return visit(schemas, value);
  if (!schemas.some((schema) => inner(schema, 'format') === 'uuid')) return;
  const lower = value.toLowerCase();
  if (lower !== value) Reflect.set(holder, key, lower);
}
