import { UsageError } from '../cli/command.ts';

/** What the arguments of `./barrow jq` ask for: jq's options, as far as they have a sense here. */
export type JqOptions = {
  readonly program: string | null;
  readonly programFile: string | null;
  readonly testFile: string | null;
  readonly files: readonly string[];
  readonly help: boolean;
  readonly nullInput: boolean;
  readonly slurp: boolean;
  readonly rawInput: boolean;
  readonly stream: boolean;
  readonly output: 'json' | 'raw' | 'joined' | 'raw0';
  readonly sequence: boolean;
  readonly ascii: boolean;
  readonly sortKeys: boolean;
  readonly indent: string;
  readonly exitStatus: boolean;
  readonly unlimited: boolean;
  readonly named: readonly NamedArgument[];
  readonly positional: readonly PositionalArgument[];
};

export type NamedArgument = {
  readonly name: string;
  readonly kind: 'text' | 'json' | 'json-file' | 'text-file';
  readonly value: string;
};
export type PositionalArgument = { readonly kind: 'text' | 'json'; readonly value: string };

const shortOptions: Readonly<Record<string, string>> = {
  a: 'ascii-output',
  c: 'compact-output',
  C: 'color-output',
  e: 'exit-status',
  f: 'from-file',
  h: 'help',
  j: 'join-output',
  M: 'monochrome-output',
  n: 'null-input',
  r: 'raw-output',
  R: 'raw-input',
  s: 'slurp',
  S: 'sort-keys',
};

const namedKinds: Readonly<Record<string, NamedArgument['kind']>> = {
  arg: 'text',
  argjson: 'json',
  slurpfile: 'json-file',
  rawfile: 'text-file',
};

const mostIndent = 7;

type Draft = { -readonly [Key in keyof JqOptions]: JqOptions[Key] };

/** Reads the arguments in jq's manner: short options together, `--arg NAME VALUE`, options before and after the program. */
export function readOptions(argv: readonly string[]): JqOptions {
  const options: Draft = {
    program: null,
    programFile: null,
    testFile: null,
    files: [],
    help: false,
    nullInput: false,
    slurp: false,
    rawInput: false,
    stream: false,
    output: 'json',
    sequence: false,
    ascii: false,
    sortKeys: false,
    indent: '  ',
    exitStatus: false,
    unlimited: false,
    named: [],
    positional: [],
  };
  const rest = [...argv];
  let rests: 'files' | PositionalArgument['kind'] = 'files';
  let onlyOperands = false;
  const operand = (text: string): void => {
    if (options.program === null && options.programFile === null) options.program = text;
    else if (rests === 'files') options.files = [...options.files, text];
    else options.positional = [...options.positional, { kind: rests, value: text }];
  };
  const parameter = (option: string): string => {
    const value = rest.shift();
    if (value === undefined) throw new UsageError(`--${option} takes more arguments than there are.`);
    return value;
  };
  const long = (name: string): void => {
    const kind = namedKinds[name];
    if (kind !== undefined) {
      options.named = [...options.named, { name: parameter(name), kind, value: parameter(name) }];
      return;
    }
    switch (name) {
      case 'args':
        rests = 'text';
        return;
      case 'jsonargs':
        rests = 'json';
        return;
      case 'from-file': {
        // The program may already have been taken for one: then it is the first file.
        const taken = options.program;
        options.programFile = parameter(name);
        options.program = null;
        if (taken !== null) operand(taken);
        return;
      }
      case 'run-tests':
        options.testFile = parameter(name);
        return;
      case 'indent':
        options.indent = indentOf(parameter(name));
        return;
      default:
        flag(options, name);
    }
  };
  for (let text = rest.shift(); text !== undefined; text = rest.shift()) {
    if (onlyOperands || text === '-' || !text.startsWith('-')) operand(text);
    else if (text === '--') onlyOperands = true;
    else if (text.startsWith('--')) long(text.slice(2));
    else for (const letter of text.slice(1)) long(shortOptions[letter] ?? unknown(`-${letter}`));
  }
  return options;
}

function unknown(option: string): never {
  throw new UsageError(`Unknown option: ${option}`);
}

function indentOf(text: string): string {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > mostIndent) {
    throw new UsageError(`--indent wants a whole number from 0 to ${mostIndent}, not "${text}".`);
  }
  return ' '.repeat(count);
}

function flag(options: Draft, name: string): void {
  switch (name) {
    case 'help':
      options.help = true;
      return;
    case 'null-input':
      options.nullInput = true;
      return;
    case 'slurp':
      options.slurp = true;
      return;
    case 'raw-input':
      options.rawInput = true;
      return;
    case 'stream':
      options.stream = true;
      return;
    case 'raw-output':
      if (options.output === 'json') options.output = 'raw';
      return;
    case 'join-output':
      options.output = 'joined';
      return;
    case 'raw-output0':
      options.output = 'raw0';
      return;
    case 'seq':
      options.sequence = true;
      return;
    case 'ascii-output':
      options.ascii = true;
      return;
    case 'sort-keys':
      options.sortKeys = true;
      return;
    case 'compact-output':
      options.indent = '';
      return;
    case 'tab':
      options.indent = '\t';
      return;
    case 'exit-status':
      options.exitStatus = true;
      return;
    case 'no-limits':
      options.unlimited = true;
      return;
    case 'color-output':
    case 'monochrome-output':
    case 'unbuffered':
      // Output has no colours, and each result is written when it is there.
      return;
    default:
      unknown(`--${name}`);
  }
}
