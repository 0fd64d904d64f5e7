import { describe, expect, test } from 'vitest';
import { sourceLimits } from './limits.ts';
import { readSource } from './read-source.ts';

const codesOf = (text: string): readonly string[] => {
  const read = readSource(text);
  return read.ok ? [] : [...new Set(read.detail.map(({ code }) => code))];
};

describe('what is too much is refused instead of followed', () => {
  test.each([
    ['brackets nested by the thousand', '['.repeat(100_000)],
    ['brackets nested a little too deep', `${'['.repeat(150)}${']'.repeat(150)}`],
    ['maps nested by indentation', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['lists nested by the thousand', `${'- '.repeat(100_000)}x`],
    ['lists nested a little too deep', `${'- '.repeat(150)}x`],
    ['a long text', 'x'.repeat(sourceLimits.characters + 1)],
    ['many values', `[${'1,'.repeat(sourceLimits.values)}1]`],
    [
      'aliases of aliases of aliases',
      ['a: &a [x,x,x,x,x,x,x,x,x,x]']
        .concat(
          'bcdefghi'
            .split('')
            .map((key, index) => `${key}: &${key} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
        )
        .join('\n'),
    ],
  ])('%s', (_, text) => expect(codesOf(text)).toEqual(['too-large']));
});

test('aliases are followed, keys of the prototype are plain keys', () => {
  const read = readSource('a: &x { b: [1] }\nc: *x\n__proto__: { d: 2 }\n');
  expect(read.ok ? JSON.stringify(read.value.value) : read.detail).toBe(
    '{"a":{"b":[1]},"c":{"b":[1]},"__proto__":{"d":2}}',
  );
});

test('a character of a value is found through quotes, escapes, folds and blocks', () => {
  const text = 'a: "x\\ty | f"\nb: >-\n  one\n  two\nc: |\n  first\n  second\nd: plain\n';
  const read = readSource(text);
  if (!read.ok) throw new Error('not valid');
  const { positionWithin } = read.value.map;
  expect(positionWithin('/a', 'x\ty | f', 6)).toEqual({ line: 1, column: 12 });
  expect(positionWithin('/b', 'one two', 4)).toEqual({ line: 4, column: 3 });
  expect(positionWithin('/c', 'first\nsecond\n', 6)).toEqual({ line: 7, column: 3 });
  expect(positionWithin('/d', 'plain', 2)).toEqual({ line: 8, column: 6 });
});

test('the position of a pointer that leads nowhere is that of its nearest ancestor', () => {
  const read = readSource('a:\n  b: 1\n');
  if (!read.ok) throw new Error('not valid');
  expect(read.value.map.positionOf('/a/b/c/d')).toEqual({ line: 2, column: 6 });
  expect(read.value.map.keyPositionOf('/a/b')).toEqual({ line: 2, column: 3 });
  expect(read.value.map.positionOf('/x')).toEqual({ line: 1, column: 1 });
});
