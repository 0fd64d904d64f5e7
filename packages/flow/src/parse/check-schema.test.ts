import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import { checkSchema } from './check-schema.ts';

const pathsOf = (schema: JsonValue): readonly string[] => checkSchema(schema).map(({ path }) => path.join('/'));

test('a reference may name an $id of the same schema, and nothing outside of it', () => {
  const inner: JsonObject = { $id: 'https://a.example/item', type: 'string' };
  expect(pathsOf({ $defs: { item: inner }, properties: { a: { $ref: 'https://a.example/item' } } })).toEqual([]);
  expect(pathsOf({ properties: { a: { $ref: 'https://a.example/item' } } })).toEqual(['properties/a/$ref']);
  expect(pathsOf({ $ref: '#/$defs/a~1b', $defs: { 'a/b': true } })).toEqual([]);
});

test('a schema is walked once, however many references it has: each looks its $id up', () => {
  let walks = 0;
  const counting: JsonObject = Object.defineProperty({}, '$id', {
    enumerable: true,
    get: () => {
      walks += 1;
      return 'https://a.example/item';
    },
  });
  const references = Array.from({ length: 200 }, () => ({ $ref: 'https://a.example/item' }));
  expect(pathsOf({ $defs: { item: counting }, allOf: references })).toEqual([]);
  expect(walks).toBeLessThan(10);
});
