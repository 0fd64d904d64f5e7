import { parseArgs } from 'node:util';

export type CommandOption = {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in the help, such as PORT. Strings only. */
  readonly placeholder?: string;
  /** May be given several times; read it with `manyOf`. Strings only. */
  readonly multiple?: boolean;
  readonly description: string;
};

export type CommandArguments = {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
};

/** What the file of a command exports. `run` resolves to the exit code, after it has let go of all that keeps a process alive. */
export type CommandModule = { readonly run: (args: CommandArguments) => Promise<number> };

export type Command = {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, such as `sales FILE [options]`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** The command reads everything behind its name itself: `positionals` has it all. `--help` is ours when it stands first. */
  readonly readsArguments?: true;
  /** How many arguments without a dash are allowed. */
  readonly positionals: { readonly min: number; readonly max: number };
  readonly load: () => Promise<CommandModule>;
};

/** The command line is wrong: told with the command's usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Parses what follows the command's name. Throws UsageError; `--help` wins over any other mistake. */
export function parseCommandLine(command: Command, argv: readonly string[]): CommandArguments | 'help' {
  if (command.readsArguments === true) {
    return argv[0] === '--help' || argv[0] === '-h' ? 'help' : { values: {}, positionals: argv };
  }
  const afterDashes = argv.indexOf('--');
  const ours = afterDashes === -1 ? argv : argv.slice(0, afterDashes);
  if (ours.includes('--help') || ours.includes('-h')) return 'help';
  const { values, positionals } = parse(command, argv);
  const { min, max } = command.positionals;
  if (positionals.length < min)
    throw new UsageError(`"${command.name}" needs ${min === 1 ? 'an argument' : `${min} arguments`}.`);
  if (positionals.length > max) throw new UsageError(`"${positionals[max] ?? ''}" is one argument too many.`);
  return { values, positionals };
}

function parse(command: Command, argv: readonly string[]): CommandArguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The value of a string option, undefined when not given. */
export function textOf(args: CommandArguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a string option that may be given several times. */
export function manyOf(args: CommandArguments, name: string): readonly string[] {
  const value = args.values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** True when the boolean option was given. */
export function flagOf(args: CommandArguments, name: string): boolean {
  return args.values[name] === true;
}

/** The value of an option that is a whole number from `min` to `max`. Throws UsageError otherwise. */
export function integerOf(args: CommandArguments, name: string, min: number, max: number): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`--${name} wants a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}
