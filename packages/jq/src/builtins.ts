import { hostBuiltins } from './builtins-host.ts';
import { mathBuiltins } from './builtins-math.ts';
import { regexBuiltins } from './builtins-regex.ts';
import { streamBuiltins } from './builtins-streams.ts';
import { textBuiltins } from './builtins-text.ts';
import { timeBuiltins } from './builtins-time.ts';
import { valueBuiltins } from './builtins-values.ts';
import type { Builtin } from './compiler.ts';
import { definedNames } from './defined-builtins.ts';
import { ofInput } from './builtin-shapes.ts';

/** Functions that are written in TypeScript, by name and number of arguments. */
const table = new Map<string, Builtin>([
  ...Object.entries(valueBuiltins),
  ...Object.entries(textBuiltins),
  ...Object.entries(streamBuiltins),
  ...Object.entries(mathBuiltins),
  ...Object.entries(timeBuiltins),
  ...Object.entries(regexBuiltins),
  ...Object.entries(hostBuiltins),
  ['builtins/0', ofInput(() => names())],
]);

export function findBuiltin(name: string): Builtin | undefined {
  return table.get(name);
}

function names(): string[] {
  return [...table.keys(), ...definedNames()].filter((name) => !name.startsWith('_'));
}
