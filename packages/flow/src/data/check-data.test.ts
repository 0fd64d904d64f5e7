import { expect, test } from 'vitest';
import type { JsonValue } from '../definition/json.ts';
import { checkData } from './check-data.ts';

const messages = (schema: JsonValue, data: JsonValue): readonly string[] =>
  checkData(schema, data).map(({ pointer, message }) => `${pointer} ${message}`);

test('data that fits has no fault, and each fault says where it is', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer', minimum: 1 }, tags: { type: 'array', items: { type: 'string' } } },
    additionalProperties: false,
  };
  expect(messages(schema, { id: 1, tags: ['a'] })).toEqual([]);
  expect(messages(schema, { id: 0, tags: ['a', 2], more: 1 })).toEqual([
    ' must not have additional properties: more',
    '/id must be >= 1',
    '/tags/1 must be string',
  ]);
  expect(messages(schema, {})).toEqual([' must have required properties id']);
});

test('the draft of 2020-12 is understood', () => {
  expect(messages({ prefixItems: [{ type: 'string' }], items: false }, ['a', 1])).toHaveLength(1);
  expect(messages({ dependentRequired: { card: ['address'] } }, { card: 1 })).toHaveLength(1);
  expect(messages({ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1, b: 2 })).toHaveLength(
    1,
  );
  expect(messages({ $ref: '#/$defs/n', $defs: { n: { type: 'integer' } } }, 'x')).toEqual([' must be integer']);
  expect(messages({ format: 'date-time', type: 'string' }, 'yesterday')).toHaveLength(1);
  expect(messages({ type: 'object', required: ['n'], properties: { n: { $ref: '#' } } }, { n: { n: 1 } })).toEqual([
    '/n/n must be object',
  ]);
});

test('an enum names what it allows', () => {
  expect(messages({ enum: ['red', 2] }, 'blue')).toEqual([' must be equal to one of the allowed values: red, 2']);
});

test('true takes all, false nothing, and a schema that refers to itself without end is a fault and no crash', () => {
  expect(messages(true, 1)).toEqual([]);
  expect(messages(false, 1)).toHaveLength(1);
  expect(messages({ $ref: '#' }, 1)).toHaveLength(1);
});
