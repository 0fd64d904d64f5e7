import { ofInput, ofOne } from './builtin-shapes.ts';
import { requireNumber } from './builtins-values.ts';
import type { Builtin } from './compiler.ts';
import { describeValue } from './describe-value.ts';
import { Halted, raise } from './errors.ts';
import { isExact } from './exactness.ts';
import { one } from './filter.ts';
import { running } from './host.ts';
import { typeName } from './value.ts';

/** Gives its input on, path and all, after having told someone. */
function passing(tell: (value: Parameters<typeof typeName>[0]) => void): Builtin {
  return {
    filter: () =>
      one((input) => {
        tell(input);
        return input;
      }),
    path: () => (input, path, _env, emit) => {
      tell(input);
      return emit(input, path);
    },
  };
}

export const hostBuiltins: Readonly<Record<string, Builtin>> = {
  'now/0': ofInput(() => running.host.now?.() ?? 0),
  'input/0': ofInput(() => {
    const value = running.host.input?.();
    return value === undefined ? raise('break') : value;
  }),
  'debug/0': passing((value) => running.host.debug?.(value)),
  'stderr/0': passing((value) => running.host.stderr?.(value)),
  'input_filename/0': ofInput(() => running.host.inputFilename?.() ?? null),
  'input_line_number/0': ofInput(() => running.host.inputLineNumber?.() ?? 0),
  'get_search_list/0': ofInput(() => []),
  'get_jq_origin/0': ofInput(() => null),
  'get_prog_origin/0': ofInput(() => null),
  'have_decnum/0': ofInput(() => isExact()),
  'have_literal_numbers/0': ofInput(() => true),
  'modulemeta/0': ofInput((input) =>
    typeof input === 'string'
      ? raise(`modules are not available here: modulemeta of ${describeValue(input)} is refused`)
      : raise('modulemeta input module name must be a string'),
  ),
  'halt/0': ofInput(() => {
    throw new Halted(undefined, 0);
  }),
  'halt_error/1': ofOne((input, code) => {
    if (typeName(code) !== 'number') return raise(`${describeValue(input)} halt_error/1: number required`);
    throw new Halted(input, requireNumber(code));
  }),
};
