import type { Ast } from './ast.ts';
import { createCompiler } from './compile.ts';
import { Broken, Halted, JqError, LimitReached, Raised } from './errors.ts';
import { setExact } from './exactness.ts';
import { Env, firstOf, type Filter } from './filter.ts';
import { running, type Host } from './host.ts';
import { jsonText } from './json-text.ts';
import { defaultLimits, meter, type Limits } from './limits.ts';
import { parseProgram } from './parser.ts';
import { withVariable, type Scope } from './scope.ts';
import type { ExactValue, JqValue } from './value.ts';

export type CompileOptions = {
  /** Names, without the dollar, of variables that each run binds. */
  readonly variables?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Whether number literals keep digits that a double has no room for; outputs may then be `Decimal`. */
  readonly exact?: boolean;
};

export type Bindings<Value> = Readonly<Record<string, Value>>;

/** A compiled program: immutable, may be run any number of times. */
export type Program<Value = JqValue> = {
  readonly source: string;
  /** All outputs. Throws JqError; outputs before an error are lost, use `each` to have them. */
  run(input: Value, bindings?: Bindings<Value>, host?: Host): readonly Value[];
  /** The first output alone, undefined when there is none: quicker than all of them. Throws JqError. */
  first(input: Value, bindings?: Bindings<Value>, host?: Host): Value | undefined;
  /** Gives each output to `emit` until it returns true. Throws JqError. */
  each(input: Value, emit: (value: Value) => boolean | void, bindings?: Bindings<Value>, host?: Host): void;
};

/** Compiles a program. Throws JqSyntaxError. */
export function compile(source: string, options?: CompileOptions & { readonly exact?: false }): Program;
export function compile(source: string, options: CompileOptions & { readonly exact: true }): Program<ExactValue>;
export function compile(source: string, options: CompileOptions = {}): Program<ExactValue> {
  const { variables = [], exact = false } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const filter = compileSource(source, variables, exact);

  const within = <Result>(host: Host, work: () => Result): Result => {
    const before = { ...meter };
    const hostBefore = running.host;
    const exactBefore = setExact(exact);
    meter.stepsLeft = limits.steps;
    meter.depth = 0;
    meter.copies = 0;
    meter.limits = limits;
    running.host = host;
    try {
      return work();
    } catch (error) {
      throw failureOf(error);
    } finally {
      Object.assign(meter, before);
      running.host = hostBefore;
      setExact(exactBefore);
    }
  };
  const each: Program<ExactValue>['each'] = (input, emit, bindings = {}, host = {}) => {
    const env = bind(variables, bindings);
    let outputs = 0;
    within(host, () =>
      filter.each(input, env, (value) => {
        outputs += 1;
        if (outputs > limits.outputs) throw new LimitReached(`more than ${limits.outputs} outputs`);
        return emit(value) === true;
      }),
    );
  };
  return {
    source,
    each,
    run: (input, bindings, host) => {
      const values: ExactValue[] = [];
      each(
        input,
        (value) => {
          values.push(value);
        },
        bindings,
        host,
      );
      return values;
    },
    first: (input, bindings = {}, host = {}) => within(host, () => firstOf(filter, input, bind(variables, bindings))),
  };
}

function compileSource(source: string, variables: readonly string[], exact: boolean): Filter {
  const empty: Scope = { names: null, cells: 0 };
  const scope = variables.reduce(withVariable, empty);
  const ast: Ast = parseProgram(source, exact);
  return createCompiler(source).filter(ast, scope);
}

function bind(variables: readonly string[], bindings: Bindings<ExactValue>): Env | null {
  let env: Env | null = null;
  for (const name of variables) env = new Env(bindings[name] ?? null, null, env);
  return env;
}

/** What a run threw, as the error that hosts see. Anything unknown is a bug and stays what it is. */
function failureOf(error: unknown): unknown {
  if (error instanceof Raised) {
    const { value } = error;
    return new JqError('error', typeof value === 'string' ? value : `(not a string): ${jsonText(value)}`, value);
  }
  if (error instanceof LimitReached) return new JqError('limit', `limit reached: ${error.message}`, error.message);
  if (error instanceof Halted) {
    const { value } = error;
    const message = value === undefined ? 'halted' : typeof value === 'string' ? value : jsonText(value);
    return new JqError('halt', message, value, error.exitCode);
  }
  if (error instanceof RangeError) return new JqError('limit', `limit reached: ${error.message}`, error.message);
  if (error instanceof Broken) return new JqError('error', 'break', 'break');
  return error;
}
