import { expect, test } from 'vitest';
import { expandUri } from './expand-uri.ts';

const parts = ['https://shop.example/items/', { variable: 'id' }, '/'];

test('a variable is the top-level property of that name, percent-encoded', () => {
  expect(expandUri(parts, { id: 7 })).toEqual({ ok: true, value: 'https://shop.example/items/7/' });
  expect(expandUri(parts, { id: "a/b c?é!'" })).toEqual({
    ok: true,
    value: 'https://shop.example/items/a%2Fb%20c%3F%C3%A9%21%27/',
  });
  expect(expandUri([{ variable: 'pet.id' }], { 'pet.id': true, pet: { id: 1 } })).toEqual({ ok: true, value: 'true' });
});

test('what has no value becomes nothing, also with inputs that are no maps', () => {
  for (const input of [{}, { id: null }, null, 'text', [1]]) {
    expect(expandUri(parts, input)).toEqual({ ok: true, value: 'https://shop.example/items//' });
  }
  expect(expandUri([{ variable: 'constructor' }], {})).toEqual({ ok: true, value: '' });
});

test('a list or a map is refused by name', () => {
  expect(expandUri(parts, { id: [1] })).toEqual({ ok: false, reason: 'not-scalar', detail: 'id' });
  expect(expandUri(parts, { id: {} }).ok).toBe(false);
});

test('half of a surrogate pair does not throw', () => {
  expect(expandUri([{ variable: 'x' }], { x: '\ud800' })).toEqual({ ok: true, value: '%EF%BF%BD' });
});
