import { readFileSync } from 'node:fs';
import {
  compile,
  defaultLimits,
  JqError,
  JqSyntaxError,
  JsonReader,
  JsonSyntaxError,
  jsonText,
  type ExactValue,
  type Host,
  type Limits,
  type Program,
} from '@barrow/jq';
import { UsageError } from '../cli/command.ts';
import { jsonInputs, rawInputs, slurped, UnreadableFile, type Inputs } from './inputs.ts';
import type { JqOptions, NamedArgument } from './options.ts';
import { Output, PipeClosed } from './output.ts';

/** One person waits for one program here, so that it may have more than in a server. */
const limits: Limits = {
  steps: 100_000_000,
  depth: defaultLimits.depth,
  outputs: Number.MAX_SAFE_INTEGER,
  textLength: 268_435_456,
  items: 16_777_216,
};
const noLimits: Limits = {
  steps: Number.MAX_SAFE_INTEGER,
  depth: Number.MAX_SAFE_INTEGER,
  outputs: Number.MAX_SAFE_INTEGER,
  textLength: Number.MAX_SAFE_INTEGER,
  items: Number.MAX_SAFE_INTEGER,
};

const exitCodes = { falseOrNull: 1, unreadable: 2, doesNotCompile: 3, nothing: 4, failed: 5 };

/** Runs a program as jq does and gives the exit code. */
export function runJq(options: JqOptions): number {
  const out = new Output(1);
  const errors = new Output(2);
  try {
    const code = runPrinting(options, out, errors);
    out.flush();
    errors.flush();
    return code;
  } catch (error) {
    if (error instanceof PipeClosed) return 0;
    throw error;
  }
}

function runPrinting(options: JqOptions, out: Output, errors: Output): number {
  const source = options.programFile === null ? options.program : readFileSync(options.programFile, 'utf8');
  if (source === null) throw new UsageError('"jq" needs a program.');
  const named = namedValues(options.named);
  const bindings = { ...named, ARGS: argumentsValue(options, named) };
  let program: Program<ExactValue>;
  try {
    program = compile(source, {
      variables: Object.keys(bindings),
      exact: true,
      limits: options.unlimited ? noLimits : limits,
    });
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    errors.write(`jq: error: ${error.message}\n${pointAt(source, error)}jq: 1 compile error\n`);
    return exitCodes.doesNotCompile;
  }
  return runOnInputs(options, program, bindings, out, errors);
}

function runOnInputs(
  options: JqOptions,
  program: Program<ExactValue>,
  bindings: Readonly<Record<string, ExactValue>>,
  out: Output,
  errors: Output,
): number {
  const inputs = inputsOf(options);
  let last: ExactValue | undefined;
  let code = 0;
  const tell = (text: string): void => {
    out.flush();
    errors.write(text);
    errors.flush();
  };
  const host: Host = {
    now: () => Date.now() / 1000,
    input: inputs.next,
    debug: (message) => tell(`["DEBUG:",${jsonText(message)}]\n`),
    stderr: (message) => tell(typeof message === 'string' ? message : jsonText(message)),
    inputFilename: inputs.filename,
    inputLineNumber: inputs.line,
  };
  const where = (): string => (options.nullInput ? '<unknown>' : `${inputs.filename() ?? '<stdin>'}:${inputs.line()}`);
  const emit = (value: ExactValue): void => {
    last = value;
    out.write(printed(value, options));
  };
  const runOne = (input: ExactValue): void => program.each(input, emit, bindings, host);
  try {
    for (let input = options.nullInput ? null : inputs.next(); input !== undefined; input = inputs.next()) {
      try {
        runOne(input);
        code = 0;
      } catch (error) {
        if (!(error instanceof JqError) || error.kind === 'halt') throw error;
        code = exitCodes.failed;
        const message = typeof error.value === 'string' ? `: ${error.message}` : ` ${error.message}`;
        tell(`jq: error (at ${where()})${message}\n`);
      }
      if (options.nullInput) break;
    }
  } catch (error) {
    if (error instanceof JqError && error.kind === 'halt') {
      if (error.hasValue && error.value !== null)
        tell(typeof error.value === 'string' ? error.value : `${jsonText(error.value)}\n`);
      return error.exitCode;
    }
    if (error instanceof JsonSyntaxError || error instanceof UnreadableFile) {
      tell(`jq: error${error instanceof JsonSyntaxError ? ` (at ${where()})` : ''}: ${error.message}\n`);
      return exitCodes.unreadable;
    }
    throw error;
  }
  if (code !== 0 || !options.exitStatus) return code;
  if (last === undefined) return exitCodes.nothing;
  return last === null || last === false ? exitCodes.falseOrNull : 0;
}

function inputsOf(options: JqOptions): Inputs {
  if (options.rawInput) return rawInputs(options.files, options.slurp);
  const values = jsonInputs(options.files);
  const streamed = options.stream ? eventsOf(values) : values;
  return options.slurp ? slurped(streamed) : streamed;
}

/** `--stream`: every value as the events of its parts. */
function eventsOf(inputs: Inputs): Inputs {
  const events = compile('tostream', { exact: true, limits: noLimits });
  let waiting: ExactValue[] = [];
  const next = (): ExactValue | undefined => {
    while (waiting.length === 0) {
      const value = inputs.next();
      if (value === undefined) return undefined;
      waiting = [...events.run(value)].reverse();
    }
    return waiting.pop();
  };
  return { ...inputs, next };
}

function printed(value: ExactValue, options: JqOptions): string {
  const start = options.sequence ? '\u001e' : '';
  const { indent, sortKeys } = options;
  if (options.output !== 'json' && typeof value === 'string') {
    const text = options.ascii ? jsonText(value, { indent, sortKeys, asciiOnly: true }) : value;
    if (options.output === 'raw0' && value.includes('\0')) {
      throw new JqError('error', 'Cannot dump a string containing NUL with --raw-output0 option', value);
    }
    return start + text + endOf(options);
  }
  const text =
    indent === '' && !sortKeys && !options.ascii
      ? jsonText(value)
      : jsonText(value, { indent, sortKeys, asciiOnly: options.ascii });
  return start + text + endOf(options);
}

function endOf({ output }: JqOptions): string {
  if (output === 'joined') return '';
  return output === 'raw0' ? '\0' : '\n';
}

function argumentsValue(options: JqOptions, named: Readonly<Record<string, ExactValue>>): ExactValue {
  const positional = options.positional.map(({ kind, value }) =>
    kind === 'text' ? value : jsonArgument(value, 'Invalid JSON text passed to --jsonargs'),
  );
  return { positional, named };
}

function namedValues(named: readonly NamedArgument[]): Readonly<Record<string, ExactValue>> {
  const values: Record<string, ExactValue> = {};
  for (const { name, kind, value } of named) {
    if (Object.hasOwn(values, name)) continue;
    if (kind === 'text') values[name] = value;
    else if (kind === 'json') values[name] = jsonArgument(value, `Invalid JSON text passed to --argjson ${name}`);
    else if (kind === 'text-file') values[name] = readFileSync(value, 'utf8');
    else values[name] = slurped(jsonInputs([value])).next() ?? [];
  }
  return values;
}

function jsonArgument(text: string, complaint: string): ExactValue {
  try {
    const reader = new JsonReader(text, true);
    const value = reader.next();
    if (value !== undefined && reader.next() === undefined) return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw new UsageError(complaint);
}

/** The line of the mistake with a mark below it. */
function pointAt(source: string, { position }: JqSyntaxError): string {
  const line = source.split('\n')[position.line - 1] ?? '';
  return `    ${line}\n    ${' '.repeat(position.column - 1)}^\n`;
}
