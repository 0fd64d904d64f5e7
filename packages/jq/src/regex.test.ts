import { describe, expect, test } from 'vitest';
import { compile } from './index.ts';
import type { JqValue } from './value.ts';

function all(source: string, input: JqValue = null): readonly JqValue[] {
  return compile(source).run(input);
}

describe('regular expressions', () => {
  test('a match tells position, length and groups in code points', () => {
    expect(all('match("(?<first>é)(x)?"; "g")', '😀éx é')).toEqual([
      {
        offset: 1,
        length: 2,
        string: 'éx',
        captures: [
          { offset: 1, length: 1, string: 'é', name: 'first' },
          { offset: 2, length: 1, string: 'x', name: null },
        ],
      },
      {
        offset: 4,
        length: 1,
        string: 'é',
        captures: [
          { offset: 4, length: 1, string: 'é', name: 'first' },
          { offset: -1, length: 0, string: null, name: null },
        ],
      },
    ]);
  });
  test('empty matches are found once each, behind the last character too', () => {
    expect(all('[match(""; "g").offset]', 'ab')).toEqual([[0, 1, 2]]);
    expect(all('[match("b*"; "gn").string]', 'abba')).toEqual([['bb']]);
  });
  test('flags: case, spaces, dots and line breaks, the longest', () => {
    expect(all('test("A B"; "xi"), test("a.b"), test("a.b"; "p"), test("(?s)a.b")', 'a\nb')).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(all('[match("a+"; "gl").string]', 'a aaa aa')).toEqual([['aaa', 'aa']]);
  });
  test('what Perl has and JavaScript has not', () => {
    expect(all('[match("(?>a+)b|[[:digit:]]{2}|\\\\Ac"; "g").string]', 'caab 42')).toEqual([['c', 'aab', '42']]);
    expect(all('test("(?<x>a|b\\\\g<x>c){1}$")', 'bac')).toEqual([true]);
    expect(all('gsub("[[]";"<") | gsub("[&&]";"+")', '[a&b')).toEqual(['<a+b']);
  });
  test('replacements see the groups, and may be several', () => {
    expect(all('gsub("(?<letter>[a-z])(?<digit>\\\\d)"; "\\(.digit)\\(.letter)")', 'a1 b2')).toEqual(['1a 2b']);
    expect(all('[sub("a"; "x", "y")]', 'banana')).toEqual([['bxnana', 'bynana']]);
  });
  test('splitting, scanning and capturing', () => {
    expect(all('split(", *"; null), [scan("[a-z]\\\\d")], [scan("([a-z])(\\\\d)")]', 'a1, b2')).toEqual([
      ['a1', 'b2'],
      ['a1', 'b2'],
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ]);
    expect(all('capture("(?<year>\\\\d{4})-(?<month>\\\\d\\\\d)")', 'in 2026-11')).toEqual([
      { year: '2026', month: '11' },
    ]);
  });
  test('a wrong pattern or flag is an error that can be caught', () => {
    expect(all('try test("(") catch .', 'a')).toEqual(['Regex failure: end pattern with unmatched parenthesis']);
    expect(all('try test("a"; "q") catch .', 'a')).toEqual(['q is not a valid modifier string']);
  });
});
