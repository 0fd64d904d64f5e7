import { describe, expect, test } from 'vitest';
import { compile, JqError, JqSyntaxError } from './index.ts';

describe('compile', () => {
  test('a program runs many times on different inputs', () => {
    const program = compile('[.items[] | select(.qty > $least) | .name]', { variables: ['least'] });
    const shop = {
      items: [
        { name: 'tea', qty: 3 },
        { name: 'jam', qty: 1 },
      ],
    };
    expect(program.run(shop, { least: 2 })).toEqual([['tea']]);
    expect(program.run(shop, { least: 0 })).toEqual([['tea', 'jam']]);
  });

  test('a mistake is told with its line and column', () => {
    const wrong = (): unknown => compile('.a |\n  .b c');
    expect(wrong).toThrow(JqSyntaxError);
    expect(wrong).toThrow(/line 2, column 6/);
  });

  test('a name that nobody defined is a mistake of the program', () => {
    expect(() => compile('.a | nosuch(1)')).toThrow('nosuch/1 is not defined at line 1, column 6');
    expect(() => compile('$nosuch')).toThrow('$nosuch is not defined');
    expect(() => compile('break $out')).toThrow('$*label-out is not defined');
  });

  test('an error of a run carries what catch would see', () => {
    const failing = (): unknown => compile('.a + 1').run({ a: [] });
    expect(failing).toThrow(JqError);
    expect(failing).toThrow('array ([]) and number (1) cannot be added');
    expect(() => compile('error({code: 7})').run(null)).toThrow('(not a string): {"code":7}');
  });

  test('first stops the program after its first output', () => {
    expect(compile('1, error("never")').first(null)).toBe(1);
    expect(compile('empty').first(null)).toBeUndefined();
  });

  test('each stops when it is told to', () => {
    const seen: unknown[] = [];
    compile('range(100)').each(null, (value) => {
      seen.push(value);
      return seen.length === 3;
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  test('environment and modules are out of reach', () => {
    expect(compile('[env, $ENV]').run(null)).toEqual([[{}, {}]]);
    expect(() => compile('import "a" as a; .')).toThrow('"import" is refused');
    expect(() => compile('include "a"; .')).toThrow('"include" is refused');
  });

  test('time and further inputs come from the host', () => {
    const inputs = [1, 2];
    const program = compile('[now, input, (try input catch .), (try input catch .)]');
    expect(program.run(null, {}, { now: () => 5, input: () => inputs.shift() })).toEqual([[5, 1, 2, 'break']]);
  });

  test('digits that a double has no room for are kept on request', () => {
    expect(compile('[100000000000000000001, 1.10] | tojson', { exact: true }).run(null)).toEqual([
      '[100000000000000000001,1.10]',
    ]);
    expect(compile('100000000000000000001').run(null)).toEqual([1e20]);
  });
});
