import { expect, it } from 'vitest';
import { storableJson, storableText } from './storable-json.ts';

it('replaces what PostgreSQL cannot hold, in texts and names, however deep', () => {
  const value = { 'a\u0000': ['x\u0000y', { b: 'half \ud83d' }], fine: '\\u0000 😀' };
  expect(storableJson(value)).toEqual({ 'a\ufffd': ['x\ufffdy', { b: 'half \ufffd' }], fine: '\\u0000 😀' });
  expect(JSON.parse(storableText(value))).toEqual(storableJson(value));
});

it('leaves alone what can be stored', () => {
  const value = { a: [1, null, 'ä', { b: true }] };
  expect(storableJson(value)).toBe(value);
  expect(storableText(value)).toBe(JSON.stringify(value));
});
