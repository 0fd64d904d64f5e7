import { ofInput, ofThree, ofTwo } from './builtin-shapes.ts';
import { requireNumber } from './builtins-values.ts';
import type { Builtin } from './compiler.ts';
import { bessel, erf, erfc, lnGamma, gamma } from './special-functions.ts';
import { fma, frexp, ldexp, nextAfter, roundToEven, ieeeRemainder } from './floating-point.ts';
import type { ExactValue } from './value.ts';

const ofNumber = (use: (x: number) => ExactValue): Builtin => ofInput((input) => use(requireNumber(input)));
const ofNumbers = (use: (x: number, y: number) => ExactValue): Builtin =>
  ofTwo((_input, x, y) => use(requireNumber(x), requireNumber(y)));

/** Half away from zero, as C has it. */
function round(x: number): number {
  return x < 0 ? -Math.round(-x) : Math.round(x);
}

function exponentOf(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return Number.isFinite(x) ? frexp(x)[1] - 1 : Math.abs(x);
}

function significand(x: number): number {
  return x === 0 || !Number.isFinite(x) ? x : ldexp(x, -exponentOf(x));
}

function modf(x: number): ExactValue {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? [x, x] : [x > 0 ? 0 : -0, x];
  return [x - Math.trunc(x), Math.trunc(x)];
}

export const mathBuiltins: Readonly<Record<string, Builtin>> = {
  'floor/0': ofNumber(Math.floor),
  'ceil/0': ofNumber(Math.ceil),
  'round/0': ofNumber(round),
  'trunc/0': ofNumber(Math.trunc),
  'rint/0': ofNumber(roundToEven),
  'nearbyint/0': ofNumber(roundToEven),
  'fabs/0': ofNumber(Math.abs),
  'sqrt/0': ofNumber(Math.sqrt),
  'cbrt/0': ofNumber(Math.cbrt),
  'exp/0': ofNumber(Math.exp),
  'exp2/0': ofNumber((x) => 2 ** x),
  'exp10/0': ofNumber((x) => 10 ** x),
  'expm1/0': ofNumber(Math.expm1),
  'log/0': ofNumber(Math.log),
  'log2/0': ofNumber(Math.log2),
  'log10/0': ofNumber(Math.log10),
  'log1p/0': ofNumber(Math.log1p),
  'sin/0': ofNumber(Math.sin),
  'cos/0': ofNumber(Math.cos),
  'tan/0': ofNumber(Math.tan),
  'asin/0': ofNumber(Math.asin),
  'acos/0': ofNumber(Math.acos),
  'atan/0': ofNumber(Math.atan),
  'sinh/0': ofNumber(Math.sinh),
  'cosh/0': ofNumber(Math.cosh),
  'tanh/0': ofNumber(Math.tanh),
  'asinh/0': ofNumber(Math.asinh),
  'acosh/0': ofNumber(Math.acosh),
  'atanh/0': ofNumber(Math.atanh),
  'significand/0': ofNumber(significand),
  'logb/0': ofNumber(exponentOf),
  'gamma/0': ofNumber((x) => lnGamma(x).value),
  'lgamma/0': ofNumber((x) => lnGamma(x).value),
  'lgamma_r/0': ofNumber((x) => {
    const { value, sign } = lnGamma(x);
    return [value, sign];
  }),
  'tgamma/0': ofNumber(gamma),
  'erf/0': ofNumber(erf),
  'erfc/0': ofNumber(erfc),
  'j0/0': ofNumber((x) => bessel.j(0, x)),
  'j1/0': ofNumber((x) => bessel.j(1, x)),
  'y0/0': ofNumber((x) => bessel.y(0, x)),
  'y1/0': ofNumber((x) => bessel.y(1, x)),
  'jn/2': ofNumbers((order, x) => bessel.j(Math.trunc(order), x)),
  'yn/2': ofNumbers((order, x) => bessel.y(Math.trunc(order), x)),
  'frexp/0': ofNumber((x) => [...frexp(x)]),
  'modf/0': ofNumber(modf),
  'pow10/0': ofNumber((x) => 10 ** x),
  'pow/2': ofNumbers((x, y) => x ** y),
  'atan2/2': ofNumbers(Math.atan2),
  'fmin/2': ofNumbers((x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y))),
  'fmax/2': ofNumbers((x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y))),
  'fmod/2': ofNumbers((x, y) => x % y),
  'fdim/2': ofNumbers((x, y) => (x > y ? x - y : Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : 0)),
  'hypot/2': ofNumbers(Math.hypot),
  'copysign/2': ofNumbers((x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
  'drem/2': ofNumbers(ieeeRemainder),
  'remainder/2': ofNumbers(ieeeRemainder),
  'ldexp/2': ofNumbers((x, exponent) => ldexp(x, Math.trunc(exponent))),
  'scalb/2': ofNumbers((x, exponent) => x * 2 ** exponent),
  'scalbln/2': ofNumbers((x, exponent) => ldexp(x, Math.trunc(exponent))),
  'nextafter/2': ofNumbers(nextAfter),
  'nexttoward/2': ofNumbers(nextAfter),
  'fma/3': ofThree((_input, x, y, z) => fma(requireNumber(x), requireNumber(y), requireNumber(z))),
};
