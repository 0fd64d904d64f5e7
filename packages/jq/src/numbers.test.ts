import { describe, expect, test } from 'vitest';
import { compile, jsonText } from './index.ts';

function exact(source: string): readonly string[] {
  return compile(source, { exact: true })
    .run(null)
    .map((value) => jsonText(value));
}

describe('numbers', () => {
  test('doubles are printed with the digits that read back, with an exponent where it is shorter', () => {
    const shown = exact('[1e17, 1e16, 1e15, 0.00001, 0.0001, 1.5e300, 123456789.125, -0.1] | map(. + 0) | .[]');
    expect(shown).toEqual([
      '1e+17',
      '1e+16',
      '1000000000000000',
      '1e-05',
      '0.0001',
      '1.5e+300',
      '123456789.125',
      '-0.1',
    ]);
  });
  test('literals keep their digits until something is calculated', () => {
    expect(exact('100000000000000000001, -100000000000000000001, 1.000, 1e1000')).toEqual([
      '100000000000000000001',
      '-100000000000000000001',
      '1.000',
      '1E+1000',
    ]);
    expect(exact('100000000000000000001 + 1')).toEqual(['1e+20']);
  });
  test('literals are compared by all of their digits', () => {
    expect(
      exact('100000000000000000001 == 100000000000000000002, 1.0 == 1, [1.10, 1.1, 2] == [1.1, 1.10, 2.0]'),
    ).toEqual(['false', 'true', 'true']);
  });
  test('nan is below all numbers and equal to none', () => {
    expect(exact('[nan, 1, -infinite] | sort | tojson')).toEqual(['"[null,-1.7976931348623157e+308,1]"']);
    expect(exact('nan == nan, nan < nan, nan > 1')).toEqual(['false', 'true', 'false']);
  });
  test('remainders are of whole numbers, with the sign of the dividend', () => {
    expect(exact('5 % 3, -5 % 3, 5 % -3, 5.9 % 3.9, 1e20 % 7')).toEqual(['2', '-2', '2', '2', '0']);
    expect(() => exact('1 % 0.5')).toThrow('because the divisor is zero');
  });
});

describe('mathematics', () => {
  test('functions of C that JavaScript has not', () => {
    expect(exact('[8.5 | significand, logb, frexp, modf, trunc]')).toEqual(['[1.0625,3,[0.53125,4],[0.5,8],8]']);
    expect(exact('[0.5, 1.5, 2.5, -0.5 | round], [0.5, 1.5, 2.5 | rint]')).toEqual(['[1,2,3,-1]', '[0,2,2]']);
    expect(
      exact('[drem(10; 3), remainder(7; 4), ldexp(1; 3), fma(2; 3; 4), nextafter(1; 2), copysign(1; -2)]'),
    ).toEqual(['[1,-1,8,10,1.0000000000000002,-1]']);
    expect(exact('[5 | tgamma, (lgamma | exp | round)]')).toEqual(['[24,24]']);
  });
  test('special functions agree with tables (Abramowitz and Stegun)', () => {
    const near = (source: string, value: number): void => expect(compile(source).first(null)).toBeCloseTo(value, 10);
    near('0.5 | erf', 0.5204998778130465);
    near('3 | erfc * 1e5', 2.209049699858544);
    near('1 | j0', 0.7651976865579666);
    near('1 | y1', -0.7812128213002887);
    near('jn(2; 3)', 0.4860912605858911);
    near('0.5 | tgamma', Math.sqrt(Math.PI));
  });
});
