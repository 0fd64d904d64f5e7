import { describe, expect, test } from 'vitest';
import { compile } from './index.ts';

describe('recursion', () => {
  test('a function that ends with a call of itself runs as long as it wants', () => {
    const first = (source: string): unknown => compile(source).first(null);
    expect(first('def f: if . >= 100000 then . else . + 1 | f end; 0 | f')).toBe(100_000);
    expect(first('def f($n): if $n >= 50000 then $n else f($n + 1) end; f(0)')).toBe(50_000);
    expect(first('def f: . as $n | if $n == 0 then "done" else $n - 1 | f end; 30000 | f')).toBe('done');
    expect(first('[def f: if . >= 30000 then empty else ., (. + 1 | f) end; 0 | f] | length')).toBe(30_000);
  });

  test('stopping early stops the jumps, too', () => {
    expect(compile('[limit(3; def f: ., (. + 1 | f); 0 | f)]').run(null)).toEqual([[0, 1, 2]]);
    expect(compile('first(def f: if . > 5 then . else . + 1 | f end; 0 | f)').run(null)).toEqual([6]);
    expect(compile('label $out | def f: if . > 5 then break $out else ., (. + 1 | f) end; 0 | f').run(null)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
  });

  test('calls that are not the last thing return', () => {
    expect(compile('def f: if . == 0 then 1 else . * (. - 1 | f) end; [range(6) | f]').run(null)).toEqual([
      [1, 1, 2, 6, 24, 120],
    ]);
    expect(compile('def f: if . == 0 then 0, 1 else . - 1 | f | . + 1 end; [3 | f]').run(null)).toEqual([[3, 4]]);
  });

  test('values nested 10,000 deep are walked, flattened and told apart', () => {
    const deep = 'reduce range(10000) as $i (1; [.])';
    expect(compile(`${deep} | [..] | length`).run(null)).toEqual([10_001]);
    expect(compile(`${deep} | flatten`).run(null)).toEqual([[1]]);
    expect(compile(`${deep} | walk(if type == "number" then . + 1 end) | flatten`).run(null)).toEqual([[2]]);
    expect(compile(`${deep} | contains(.)`).run(null)).toEqual([true]);
    expect(compile(`${deep} | try ([.] == [.]) catch .`).run(null)).toEqual(['Equality check too deep']);
  });
});
