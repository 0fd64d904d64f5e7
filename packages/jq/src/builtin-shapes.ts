import type { Ast } from './ast.ts';
import type { Builtin, Compiler } from './compiler.ts';
import { combine, one, type Filter } from './filter.ts';
import type { Scope } from './scope.ts';
import { isArray, type ExactValue } from './value.ts';

/** A function of its input alone. */
export function ofInput(use: (input: ExactValue) => ExactValue): Builtin {
  const filter = one((input) => use(input));
  return { filter: () => filter };
}

/** A function of its input and one argument, evaluated for each output of it. */
export function ofOne(use: (input: ExactValue, argument: ExactValue) => ExactValue): Builtin {
  return {
    filter: (compiler, args, scope) => {
      const argument = filterOf(compiler, args, 0, scope);
      if (argument.kind === 'one') {
        const { get } = argument;
        return one((input, env) => use(input, get(input, env)));
      }
      return combine(
        argument,
        one((input) => input),
        (value, input) => use(input, value),
      );
    },
  };
}

/** As ofOne with two arguments, the last varying slowest, as jq's own functions have it. */
export function ofTwo(
  use: (input: ExactValue, first: ExactValue, second: ExactValue) => ExactValue,
  slowest: 'first' | 'last' = 'last',
): Builtin {
  return {
    filter: (compiler, args, scope) => {
      const first = filterOf(compiler, args, 0, scope);
      const second = filterOf(compiler, args, 1, scope);
      return slowest === 'last'
        ? combine(second, first, (b, a, input) => use(input, a, b))
        : combine(first, second, (a, b, input) => use(input, a, b));
    },
  };
}

export function ofThree(
  use: (input: ExactValue, first: ExactValue, second: ExactValue, third: ExactValue) => ExactValue,
): Builtin {
  return {
    filter: (compiler, args, scope) => {
      const [first, second, third] = [0, 1, 2].map((at) => filterOf(compiler, args, at, scope));
      const pairs = combine(second ?? one(() => null), first ?? one(() => null), (b, a) => [a, b]);
      return combine(third ?? one(() => null), pairs, (c, pair, input) => {
        const [a = null, b = null] = isArray(pair) ? pair : [];
        return use(input, a, b, c);
      });
    },
  };
}

export function argAt(args: readonly Ast[], at: number): Ast {
  const arg = args[at];
  if (arg === undefined) throw new Error(`argument ${at} is missing`);
  return arg;
}

export function filterOf(compiler: Compiler, args: readonly Ast[], at: number, scope: Scope): Filter {
  return compiler.filter(argAt(args, at), scope);
}
