import { describe, expect, test } from 'vitest';
import { compile, JqError } from './index.ts';

function kindOf(source: string, input: null | string = null): string {
  try {
    compile(source).run(input);
    return 'ended';
  } catch (error) {
    return error instanceof JqError ? error.kind : String(error);
  }
}

describe('limits', () => {
  const greedy = [
    '[range(1e9)]',
    'repeat(.)',
    'last(repeat(.))',
    '"x" * 1e9',
    'def f: f; f',
    'def f: 1 + f; f',
    'def f(g): f(g | g); f(.)',
    'def f(g): if g < 0 then . else f(g + 1) end; f(0)',
    'reduce range(1e9) as $i (0; . + 1)',
    '"ab" | until(false; . + .)',
    '[0] | until(false; . + .)',
    '[limit(60; [1] | recurse([., .]))] | last | tojson',
    'until(false; .)',
    'recurse(.)',
    '[recurse([.])]',
    '.[4e8] = 1',
    '[.[]?] | .[1e7] = 0',
    'try repeat(.) catch .',
    '(1e9 | [range(.)])?',
    'label $out | def f: f | f; f',
  ];
  for (const source of greedy) {
    test(`${source} ends with a limit`, () => {
      expect(kindOf(source)).toBe('limit');
    });
  }

  test('a value nested 10,000 deep is printed, compared and walked without harm', () => {
    const deep = 'reduce range(10000) as $i (1; [.])';
    expect(compile(`${deep} | tojson | length`).run(null)).toEqual([20_001]);
    expect(compile(`${deep} as $x | $x == $x`).run(null)).toEqual([true]);
    expect(compile(`${deep} | [..] | length`).run(null)).toEqual([10_001]);
    expect(kindOf(`${deep} | [paths]`)).toBe('limit');
  });

  test('limits are the host’s to set', () => {
    const program = compile('[range(100)] | length', { limits: { steps: 50 } });
    expect(() => program.run(null)).toThrow('limit reached: more than 50 steps');
  });
});
