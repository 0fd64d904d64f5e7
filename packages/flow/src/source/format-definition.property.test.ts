import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../definition/json.ts';
import { formatDefinition } from './format-definition.ts';
import { readSource } from './read-source.ts';

const awkward = fc.constantFrom(
  '',
  ' ',
  '1',
  '1.0',
  'true',
  'null',
  '~',
  'yes',
  '2026-01-01',
  '# no comment',
  '- a',
  'a: b',
  '*a',
  '&a',
  '!t',
  '|',
  '>',
  '%',
  '@',
  '`',
  "it's",
  '"',
  '\\',
  '\n',
  'a\nb',
  'a\n\nb\n',
  ' a\nb',
  'a \nb',
  'a\n  b\n',
  '\ta\nb',
  'a\r\nb',
  '\u2028\n',
  '\u0000',
  '${ .a | "b" }',
  '${ .a }\n\nand more\n',
  '0x1f',
  '1e3',
  '.nan',
  '<<',
  '---',
  '...',
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      awkward,
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(awkward, fc.string()), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test('what is written is read again as the same data', () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      const source: JsonObject = JSON.parse(JSON.stringify({ do: one, document: other })) as JsonObject;
      const text = formatDefinition(source);
      const read = readSource(text);
      expect(read.ok ? read.value.value : read.detail).toEqual(source);
      expect(formatDefinition(source)).toBe(text);
    }),
    { numRuns: 400 },
  );
});

test('the parts stand in their order, long texts are not folded, texts of several lines are blocks', () => {
  const long = `\${ ${'.a + '.repeat(40)}1 }`;
  const text = formatDefinition({
    do: [{ a: { set: { x: long, y: 'one\ntwo\n' } } }],
    document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' },
  });
  expect(text).toBe(`document:
  dsl: 1.0.3
  namespace: a
  name: b
  version: 1.0.0
do:
  - a:
      set:
        x: ${long}
        y: |
          one
          two
`);
});
