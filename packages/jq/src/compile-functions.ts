import type { Ast, Definition } from './ast.ts';
import { sizeOf, mentions } from './ast-size.ts';
import type { Compiler } from './compiler.ts';
import { cellAt, Env, many, maybe, one, without, type Closure, type Filter, type PathEach } from './filter.ts';
import { enterCall, meter, tick } from './limits.ts';
import { findFunction, type Callable, type Meaning, type Names, type Scope, withVariable } from './scope.ts';
import { tailCallsOf } from './tail-calls.ts';
import type { ExactValue } from './value.ts';

type FunctionMeaning = Extract<Meaning, { type: 'function' }>;
type Call = Extract<Ast, { type: 'call' }>;

/** Functions of more nodes than this, with those they call, are compiled once and called; smaller ones are put in place. */
const largestInlined = 400;

/** The scope behind a definition. */
export function withFunction(scope: Scope, definition: Definition): Scope {
  const size = sizeOf(definition.body, (name, arity) => {
    const found = findFunction(scope, name, arity);
    return found?.type === 'function' ? found.size : 1;
  });
  const meaning: FunctionMeaning = {
    type: 'function',
    name: definition.name,
    definition,
    isShared: size > largestInlined || mentions(definition.body, definition.name, definition.parameters.length),
    size: Math.min(size, largestInlined + 1),
    cell: scope.cells,
    code: { filter: null, path: null, kind: 'one', isCompiling: false, tailCalls: tailCallsOf(definition) },
    names: scope.names,
  };
  const names: Names = { meaning, outer: scope.names };
  meaning.names = names;
  return { names, cells: scope.cells };
}

/** A call of what the program or a built-in definition defines. */
export function compileCall(compiler: Compiler, callee: Callable, call: Call, scope: Scope): Filter {
  const { args } = call;
  if (callee.type === 'argument') return compiler.filter(callee.body, { names: callee.names, cells: scope.cells });
  if (callee.type === 'closure') {
    const distance = scope.cells - callee.cell;
    return many((input, env, emit) => {
      const { closure } = cellAt(env, distance);
      return closure === null ? false : closure.filter.each(input, closure.env, emit);
    });
  }
  return callee.isShared
    ? sharedCall(compiler, callee, call, scope)
    : inlined(callee, args, scope, (body, inside) => compiler.filter(body, inside), bindAll);
}

export function callPath(compiler: Compiler, callee: Callable, args: readonly Ast[], scope: Scope): PathEach {
  if (callee.type === 'argument') return compiler.path(callee.body, { names: callee.names, cells: scope.cells });
  if (callee.type === 'closure') {
    const distance = scope.cells - callee.cell;
    return (input, path, env, emit) => {
      const { closure } = cellAt(env, distance);
      return closure === null ? false : closure.path(input, path, closure.env, emit);
    };
  }
  if (callee.isShared) return sharedCallPath(compiler, callee, args, scope);
  const { body, inside, values } = insideOf(callee, args, scope);
  const filters = values.map((value) => compiler.filter(value, scope));
  const compiled = compiler.path(body, inside);
  return (input, path, env, emit) =>
    eachBinding(filters, 0, input, env, env, (bound) => compiled(input, path, bound, emit));
}

/** The scope of a function's body put in place of a call: the function's names, all cells of the caller, its arguments. */
function insideOf(callee: FunctionMeaning, args: readonly Ast[], scope: Scope) {
  const { parameters, body } = callee.definition;
  let inside: Scope = { names: callee.names, cells: scope.cells };
  const values: Ast[] = [];
  for (const [at, { name }] of parameters.entries()) {
    const arg = args[at];
    if (arg === undefined) continue;
    const meaning: Meaning = { type: 'argument', name, body: arg, names: scope.names };
    inside = { names: { meaning, outer: inside.names }, cells: inside.cells };
  }
  for (const [at, { name, isValue }] of parameters.entries()) {
    const arg = args[at];
    if (!isValue || arg === undefined) continue;
    inside = withVariable(inside, name);
    values.push(arg);
  }
  return { body, inside, values };
}

function inlined(
  callee: FunctionMeaning,
  args: readonly Ast[],
  scope: Scope,
  compile: (body: Ast, inside: Scope) => Filter,
  bind: (values: readonly Filter[], body: Filter) => Filter,
): Filter {
  const { body, inside, values } = insideOf(callee, args, scope);
  const filters = values.map((value) => compile(value, scope));
  return bind(filters, compile(body, inside));
}

/** Evaluates the body once for each combination of values, the first varying slowest. All see the caller's names. */
function bindAll(values: readonly Filter[], body: Filter): Filter {
  if (values.length === 0) return body;
  const [first] = values;
  if (values.length === 1 && first !== undefined && first.kind === 'one' && body.kind === 'one') {
    const { get } = first;
    const { get: getBody } = body;
    return one((input, env) => getBody(input, new Env(get(input, env), null, env)));
  }
  const gets = values.flatMap((value) => (value.kind === 'one' ? [value.get] : []));
  if (gets.length === values.length && body.kind !== 'many') {
    const bound = (input: ExactValue, env: Env | null): Env | null =>
      gets.reduce<Env | null>((list, get) => new Env(get(input, env), null, list), env);
    if (body.kind === 'one') {
      const { get } = body;
      return one((input, env) => get(input, bound(input, env)));
    }
    const { get } = body;
    return maybe((input, env) => get(input, bound(input, env)));
  }
  return many((input, env, emit) => eachBinding(values, 0, input, env, env, (bound) => body.each(input, bound, emit)));
}

function eachBinding(
  values: readonly Filter[],
  at: number,
  input: ExactValue,
  env: Env | null,
  bound: Env | null,
  use: (bound: Env | null) => boolean,
): boolean {
  const value = values[at];
  if (value === undefined) return use(bound);
  return value.each(input, env, (output) => eachBinding(values, at + 1, input, env, new Env(output, null, bound), use));
}

/** Prepares a call of a shared function: how its list of cells is made of the caller's. */
function callFrame(compiler: Compiler, callee: FunctionMeaning, args: readonly Ast[], scope: Scope) {
  const { parameters, body } = callee.definition;
  const surplus = scope.cells - callee.cell;
  const closures = parameters.flatMap((parameter, at) => {
    const arg = args[at];
    if (arg === undefined) return [];
    // A value that is asked for by its variable only needs no filter.
    const isUnused = parameter.isValue && !mentions(body, parameter.name, 0);
    return [isUnused ? noClosure : closureMaker(compiler, arg, scope)];
  });
  const grows = closures.some((closure) => closure.grows);
  const values = args.filter((_, at) => parameters[at]?.isValue === true).map((arg) => compiler.filter(arg, scope));
  const withClosures = (env: Env | null): Env | null =>
    closures.reduce<Env | null>((list, { make }) => new Env(null, make(env), list), without(env, surplus));
  let inside: Scope = { names: callee.names, cells: callee.cell };
  for (const { name } of parameters) {
    const cell = inside.cells + 1;
    inside = { names: { meaning: { type: 'closure', name, cell }, outer: inside.names }, cells: cell };
  }
  for (const { name, isValue } of parameters) if (isValue) inside = withVariable(inside, name);
  return { body, inside, values, withClosures, grows };
}

/** Makes what a parameter stands for. `grows` when it holds on to the caller's names: jumping from call to call would gather them all. */
type ClosureMaker = { readonly make: (env: Env | null) => Closure | null; readonly grows: boolean };

const noClosure: ClosureMaker = { make: () => null, grows: false };

/** A filter as an argument. A parameter that is only handed on stays the closure it is, lest chains of them grow with each call. */
function closureMaker(compiler: Compiler, arg: Ast, scope: Scope): ClosureMaker {
  if (arg.type === 'call' && arg.args.length === 0) {
    const callee = findFunction(scope, arg.name, 0);
    if (callee?.type === 'closure') {
      const distance = scope.cells - callee.cell;
      return { make: (env) => cellAt(env, distance).closure, grows: false };
    }
  }
  const filter = compiler.filter(arg, scope);
  let compiled: PathEach | null = null;
  const path: PathEach = (input, where, env, emit) => {
    compiled ??= compiler.path(arg, scope);
    return compiled(input, where, env, emit);
  };
  return { make: (env) => ({ filter, path, env }), grows: true };
}

/**
 * Calls a function that is compiled once. How many outputs it has is found out by assuming that it has one while its own calls
 * of itself are compiled, and compiling it again when that was wrong.
 */
function sharedCall(compiler: Compiler, callee: FunctionMeaning, call: Call, scope: Scope): Filter {
  const { code } = callee;
  const { body, inside, values, withClosures, grows } = callFrame(compiler, callee, call.args, scope);
  if (code.isCompiling && !grows && code.tailCalls.has(call)) return bindAllIn(values, withClosures, jumpOf(code));
  if (code.filter === null && !code.isCompiling) {
    code.isCompiling = true;
    let compiled = compiler.filter(body, inside);
    if (compiled.kind !== 'one') {
      code.kind = compiled.kind;
      compiled = compiler.filter(body, inside);
    }
    if (compiled.kind !== code.kind) {
      code.kind = 'many';
      compiled = compiler.filter(body, inside);
    }
    code.filter = compiled;
    code.isCompiling = false;
  }
  return bindAllIn(values, withClosures, callOf(code));
}

/** Where a tail call goes on. Set when it is made and taken at once by the call that is left for it. */
const jump: { isPending: boolean; input: ExactValue; env: Env | null } = { isPending: false, input: null, env: null };
/** What a tail call gives instead of an output. */
const jumping: ExactValue = ['a tail call'];

function jumpOf(code: FunctionMeaning['code']): Filter {
  const set = (input: ExactValue, env: Env | null): void => {
    jump.isPending = true;
    jump.input = input;
    jump.env = env;
  };
  if (code.kind === 'many') {
    return many((input, env) => {
      set(input, env);
      return true;
    });
  }
  const get = (input: ExactValue, env: Env | null): ExactValue => {
    set(input, env);
    return jumping;
  };
  return code.kind === 'one' ? one(get) : maybe(get);
}

function callOf(code: FunctionMeaning['code']): Filter {
  if (code.kind === 'many') {
    return many((input, env, emit) => {
      const { filter } = code;
      if (filter === null) return false;
      enterCall();
      let stopped = filter.each(input, env, emit);
      while (jump.isPending) {
        jump.isPending = false;
        tick();
        stopped = filter.each(jump.input, jump.env, emit);
      }
      meter.depth -= 1;
      return stopped;
    });
  }
  const get = (input: ExactValue, env: Env | null): ExactValue | undefined => {
    const { filter } = code;
    if (filter === null || filter.kind === 'many') return undefined;
    enterCall();
    let value = filter.get(input, env);
    while (value === jumping) {
      jump.isPending = false;
      tick();
      value = filter.get(jump.input, jump.env);
    }
    meter.depth -= 1;
    return value;
  };
  return code.kind === 'one' ? one((input, env) => get(input, env) ?? null) : maybe(get);
}

function bindAllIn(values: readonly Filter[], frame: (env: Env | null) => Env | null, call: Filter): Filter {
  const gets = values.flatMap((value) => (value.kind === 'one' ? [value.get] : []));
  if (gets.length < values.length || call.kind === 'many') {
    return many((input, env, emit) =>
      eachBinding(values, 0, input, env, frame(env), (bound) => call.each(input, bound, emit)),
    );
  }
  const bound = (input: ExactValue, env: Env | null): Env | null => {
    let list = frame(env);
    for (const get of gets) list = new Env(get(input, env), null, list);
    return list;
  };
  if (call.kind === 'one') {
    const { get } = call;
    return one((input, env) => get(input, bound(input, env)));
  }
  const { get } = call;
  return maybe((input, env) => get(input, bound(input, env)));
}

function sharedCallPath(compiler: Compiler, callee: FunctionMeaning, args: readonly Ast[], scope: Scope): PathEach {
  const { code } = callee;
  const { body, inside, values, withClosures } = callFrame(compiler, callee, args, scope);
  if (code.path === null) {
    // Calls of itself inside of it find this one, and by the time they run the compiled one.
    code.path = () => false;
    code.path = compiler.path(body, inside);
  }
  return (input, path, env, emit) =>
    eachBinding(values, 0, input, env, withClosures(env), (bound) => {
      if (code.path === null) return false;
      enterCall();
      const stopped = code.path(input, path, bound, emit);
      meter.depth -= 1;
      return stopped;
    });
}
