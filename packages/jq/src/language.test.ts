import { describe, expect, test } from 'vitest';
import { compile } from './index.ts';
import type { JqValue } from './value.ts';

function all(source: string, input: JqValue = null): readonly JqValue[] {
  return compile(source).run(input);
}

describe('order of several outputs', () => {
  test('of operators the right side varies slowest', () => {
    expect(all('(1, 2) + (10, 20)')).toEqual([11, 12, 21, 22]);
  });
  test('of objects the last field varies fastest', () => {
    expect(all('{a: (1, 2), b: (3, 4)} | [.a, .b]')).toEqual([
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 4],
    ]);
  });
  test('of parameters the first varies slowest', () => {
    expect(all('def pair($a; $b): [$a, $b]; pair(1, 2; 3, 4)')).toEqual([
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 4],
    ]);
  });
  test('a filter as parameter is evaluated where it is used', () => {
    expect(all('def twice(f): f | f; 2 | twice(. * ., . + 1)')).toEqual([16, 5, 9, 4]);
  });
});

describe('names', () => {
  test('a function sees what was there when it was defined', () => {
    expect(all('def f: 1; def g: f; def f: 2; [g, f]')).toEqual([[1, 2]]);
  });
  test('a closure keeps its variables through recursion', () => {
    expect(all('def count(f; $n): if $n == 0 then f else count(f | . + $n; $n - 1) end; 0 | count(.; 4)')).toEqual([
      10,
    ]);
  });
  test('functions with the same name and other parameters are others', () => {
    expect(all('def f: "none"; def f(x): "one"; [f, f(1)]')).toEqual([['none', 'one']]);
  });
  test('keywords are keys and fields like any others', () => {
    expect(all('{if: 1, then: 2, and: {or: 3}} | [.if, .then, .and.or]')).toEqual([[1, 2, 3]]);
  });
  test('built-in definitions do not see the names of the program', () => {
    expect(all('def select(f): "mine"; [1, 2] | map(values)')).toEqual([[1, 2]]);
  });
});

describe('destructuring', () => {
  test('arrays, objects, and names that are keys', () => {
    expect(all('. as [$a, {b: $c, $d}] | [$a, $c, $d]', [1, { b: 2, d: 3 }])).toEqual([[1, 2, 3]]);
    expect(all('. as {$x: [$y]} | [$x, $y]', { x: [7] })).toEqual([[[7], 7]]);
  });
  test('alternatives bind all variables, null where the pattern has none', () => {
    expect(all('.[] as [$a] ?// {$b} | [$a, $b]', [[1], { b: 2 }])).toEqual([
      [1, null],
      [null, 2],
    ]);
  });
  test('an error behind an alternative tries the next', () => {
    expect(all('[[1]] | .[] as [$a] ?// $a | if ($a | type) == "number" then error("no") else $a end')).toEqual([[1]]);
  });
});

describe('reduce and foreach', () => {
  test('the last output of an update is the state, null without one', () => {
    expect(all('reduce (1, 2) as $x (0; . + $x, . * 10)')).toEqual([0]);
    expect(all('reduce (1, 2) as $x (0; empty)')).toEqual([null]);
  });
  test('each start has its result', () => {
    expect(all('reduce (1, 2) as $x (0, 10; . + $x)')).toEqual([3, 13]);
  });
  test('foreach tells every state', () => {
    expect(all('[foreach (1, 2, 3) as $x (0; . + $x; [$x, .])]')).toEqual([
      [
        [1, 1],
        [2, 3],
        [3, 6],
      ],
    ]);
  });
  test('a state that is changed in place is nobody else’s', () => {
    const program = compile('. as $in | reduce (1, 2) as $x ($in; .list += [$x]) | [., $in]');
    const input = { list: [0] };
    expect(program.run(input)).toEqual([[{ list: [0, 1, 2] }, { list: [0] }]]);
    expect(input).toEqual({ list: [0] });
    expect(all('reduce (1, 2, 3) as $x ({}; .a += [$x] | .b = .a)')).toEqual([{ a: [1, 2, 3], b: [1, 2, 3] }]);
    expect(all('reduce (1, 2) as $x ({a: {}}; .a["k\\($x)"] = $x | .copies += [.a])')).toEqual([
      { a: { k1: 1, k2: 2 }, copies: [{ k1: 1 }, { k1: 1, k2: 2 }] },
    ]);
  });
});

describe('labels, errors and alternatives', () => {
  test('break leaves its own label only', () => {
    expect(all('[label $out | (label $in | 1, break $in, 2), 3, break $out, 4]')).toEqual([[1, 3]]);
  });
  test('try does not catch what those behind it raise', () => {
    expect(() => all('try 1 catch "caught" | error("behind")')).toThrow('behind');
    expect(all('[.[]?]', 5)).toEqual([[]]);
  });
  test('the alternative is for null, false and nothing', () => {
    expect(all('[.[] // "none"]', [null, 1, false, 2])).toEqual([[1, 2]]);
    expect(all('empty // 7, (null // false // 8)')).toEqual([7, 8]);
  });
  test('null can be raised and caught', () => {
    expect(all('try error(null) catch [.]')).toEqual([[null]]);
  });
});

describe('paths and assignment', () => {
  test('every path expression can be assigned to', () => {
    expect(all('(.a, .b[1:]) = [9]', { a: 1, b: [1, 2, 3] })).toEqual([{ a: [9], b: [1, 9] }]);
    expect(all('(.. | numbers) |= . + 1', [1, { a: 2 }])).toEqual([[2, { a: 3 }]]);
    expect(all('first(.[] | select(. > 1)) = 0', [1, 2, 3])).toEqual([[1, 0, 3]]);
    expect(all('(if .a then .b else .c end) = 1', { a: true })).toEqual([{ a: true, b: 1 }]);
    expect(all('getpath(["x", "y"]) |= 5')).toEqual([{ x: { y: 5 } }]);
  });
  test('an update without output deletes', () => {
    expect(all('(.[] | select(. >= 2)) |= empty', [1, 5, 3, 0, 7])).toEqual([[1, 0]]);
  });
  test('the right side of an arithmetic update sees the whole', () => {
    expect(all('.a += .b', { a: 1, b: 2 })).toEqual([{ a: 3, b: 2 }]);
    expect(all('.a += (1, 10)', { a: 1 })).toEqual([{ a: 2 }, { a: 11 }]);
  });
  test('what was made on the way has no path', () => {
    expect(() => all('path(.a | tojson | .b)')).toThrow('Invalid path expression near attempt to access element "b"');
    expect(() => all('map(. + 1)[0] = 1', [1])).toThrow('Invalid path expression');
  });
  test('positions that are deleted together are those of the whole', () => {
    expect(all('del(.[0, 2], .[-1])', [1, 2, 3, 4])).toEqual([[2]]);
    expect(all('del(.[1:3], .[0])', [1, 2, 3, 4])).toEqual([[4]]);
  });
});

describe('strings', () => {
  test('formats apply to what is interpolated alone', () => {
    expect(all('@uri "?q=\\(.)&x", @html "<b>\\(.)</b>", @sh "echo \\(.)"', "it's <1>")).toEqual([
      '?q=it%27s%20%3C1%3E&x',
      '<b>it&apos;s &lt;1&gt;</b>',
      "echo 'it'\\''s <1>'",
    ]);
  });
  test('positions and lengths count code points', () => {
    expect(all('length, .[1:2], (explode | length), index("b")', '😀éb')).toEqual([3, 'é', 3, 2]);
  });
  test('a comment goes on behind a backslash', () => {
    expect(all('1 # one \\\n still the comment\n + 2')).toEqual([3]);
  });
});

describe('keys that objects inherit', () => {
  test('are no keys', () => {
    expect(all('[.constructor, .toString, has("valueOf"), .["__proto__"]]', {})).toEqual([[null, null, false, null]]);
    expect(all('{"__proto__": 1} | [keys, .["__proto__"], tojson]')).toEqual([[['__proto__'], 1, '{"__proto__":1}']]);
  });
});
