import { indexValue } from './access.ts';
import type { Ast, Pattern } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { Raised } from './errors.ts';
import { cellAt, Env, lastOf, many, maybe, one, type Filter, type PathEach } from './filter.ts';
import { meter, tick } from './limits.ts';
import { compileLinear } from './linear-update.ts';
import type { Owned } from './paths.ts';
import { findVariable, withVariable, type Scope } from './scope.ts';
import type { ExactValue } from './value.ts';

type Node<Type extends Ast['type']> = Extract<Ast, { type: Type }>;

/** Binds the variables of a pattern, several times when a key has several outputs. */
type Binder = {
  readonly scope: Scope;
  readonly bind: (value: ExactValue, env: Env | null, use: (env: Env | null) => boolean) => boolean;
  /** When the pattern is one variable or has constant keys only: binds once. */
  readonly bindOnce: ((value: ExactValue, env: Env | null) => Env | null) | null;
};

type Use = (env: Env | null) => boolean;
/** Takes `value` apart; keys are evaluated on the whole value with the names outside of the pattern. */
type Step = (value: ExactValue, whole: ExactValue, outer: Env | null, env: Env | null, use: Use) => boolean;
type Single = (value: ExactValue, whole: ExactValue, outer: Env | null, env: Env | null) => Env | null;
type Compiled = { readonly scope: Scope; readonly step: Step; readonly single: Single | null };

function compilePattern(compiler: Compiler, pattern: Pattern, outer: Scope, scope: Scope): Compiled {
  if (pattern.type === 'variable') return variablePattern(withVariable(scope, pattern.name));
  if (pattern.type === 'array') {
    const parts = pattern.items.map((item, at) => ({ key: constantKey(at), variable: null, pattern: item }));
    return checking(compileParts(compiler, parts, outer, scope), parts.length - 1);
  }
  const parts = pattern.entries.map(({ key, variable, pattern: inner }) => ({
    key: compiler.filter(key, outer),
    variable,
    pattern: inner,
  }));
  return compileParts(compiler, parts, outer, scope);
}

/** jq takes arrays apart from behind: what is none is complained about with the last position. */
function checking({ scope, step, single }: Compiled, last: number): Compiled {
  const check = (value: ExactValue): void => {
    if (value !== null && !Array.isArray(value)) indexValue(value, last);
  };
  return {
    scope,
    step: (value, whole, outer, env, use) => {
      check(value);
      return step(value, whole, outer, env, use);
    },
    single:
      single === null
        ? null
        : (value, whole, outer, env) => {
            check(value);
            return single(value, whole, outer, env);
          },
  };
}

function variablePattern(scope: Scope): Compiled {
  return {
    scope,
    step: (value, _whole, _outer, env, use) => use(new Env(value, null, env)),
    single: (value, _whole, _outer, env) => new Env(value, null, env),
  };
}

function constantKey(at: number): Filter {
  return one(() => at);
}

type Part = { readonly key: Filter; readonly variable: string | null; readonly pattern: Pattern | null };
function compileParts(compiler: Compiler, parts: readonly Part[], outer: Scope, scope: Scope): Compiled {
  let inside = scope;
  const steps = parts.map(({ key, variable, pattern }) => {
    if (variable !== null) inside = withVariable(inside, variable);
    const inner = pattern === null ? null : compilePattern(compiler, pattern, outer, inside);
    if (inner !== null) inside = inner.scope;
    return { key, binds: variable !== null, inner };
  });
  const run = (
    at: number,
    value: ExactValue,
    whole: ExactValue,
    outside: Env | null,
    env: Env | null,
    use: Use,
  ): boolean => {
    const part = steps[at];
    if (part === undefined) return use(env);
    return part.key.each(whole, outside, (key) => {
      const child = indexValue(value, key);
      const bound = part.binds ? new Env(child, null, env) : env;
      const next: Use = (after) => run(at + 1, value, whole, outside, after, use);
      return part.inner === null ? next(bound) : part.inner.step(child, whole, outside, bound, next);
    });
  };
  const singles = steps.flatMap(({ key, binds, inner }) =>
    key.kind === 'one' && (inner === null || inner.single !== null)
      ? [{ get: key.get, binds, single: inner?.single ?? null }]
      : [],
  );
  const single: Single | null =
    singles.length < steps.length
      ? null
      : (value, whole, outside, env) => {
          let bound = env;
          for (const part of singles) {
            const key = part.get(whole, outside);
            const child = indexValue(value, key);
            if (part.binds) bound = new Env(child, null, bound);
            if (part.single !== null) bound = part.single(child, whole, outside, bound);
          }
          return bound;
        };
  return { scope: inside, step: (value, whole, outside, env, use) => run(0, value, whole, outside, env, use), single };
}

/** The names of a pattern, each once. */
function namesOf(pattern: Pattern | null, names: Set<string> = new Set()): Set<string> {
  if (pattern === null) return names;
  if (pattern.type === 'variable') names.add(pattern.name);
  else if (pattern.type === 'array') for (const item of pattern.items) namesOf(item, names);
  else {
    for (const { variable, pattern: inner } of pattern.entries) {
      if (variable !== null) names.add(variable);
      namesOf(inner, names);
    }
  }
  return names;
}

/**
 * Compiles patterns. With alternatives (`?//`) all variables of all patterns are bound, null where the pattern that fits has
 * none, and an error in the pattern or in what uses it tries the next one.
 */
function compilePatterns(compiler: Compiler, patterns: readonly Pattern[], scope: Scope): Binder {
  const [only, ...others] = patterns;
  if (only !== undefined && others.length === 0) {
    const { scope: inside, step, single } = compilePattern(compiler, only, scope, scope);
    return {
      scope: inside,
      bind: (value, env, use) => step(value, value, env, env, use),
      bindOnce: single === null ? null : (value, env) => single(value, value, env, env),
    };
  }
  const names = [...patterns.reduce((all, pattern) => namesOf(pattern, all), new Set<string>())];
  const inside = names.reduce(withVariable, scope);
  const binders = patterns.map((pattern) => {
    const compiled = compilePattern(compiler, pattern, scope, scope);
    const own = namesOf(pattern);
    const distances = names.map((name) => (own.has(name) ? findVariable(compiled.scope, name) : null));
    return { step: compiled.step, distances };
  });
  const bindWith = (at: number, value: ExactValue, env: Env | null, use: Use): boolean => {
    const binder = binders[at];
    if (binder === undefined) return false;
    return binder.step(value, value, env, env, (bound) =>
      use(
        binder.distances.reduce<Env | null>(
          (list, distance) => new Env(distance === null ? null : cellAt(bound, distance).value, null, list),
          env,
        ),
      ),
    );
  };
  return {
    scope: inside,
    bindOnce: null,
    bind: (value, env, use) => {
      const depth = meter.depth;
      for (let at = 0; at < binders.length - 1; at += 1) {
        try {
          return bindWith(at, value, env, use);
        } catch (error) {
          if (!(error instanceof Raised)) throw error;
          meter.depth = depth;
        }
      }
      return bindWith(binders.length - 1, value, env, use);
    },
  };
}

/** `source as patterns | body`. */
export function compileBind(compiler: Compiler, ast: Node<'bind'>, scope: Scope): Filter {
  const source = compiler.filter(ast.source, scope);
  const { scope: inside, bind, bindOnce } = compilePatterns(compiler, ast.patterns, scope);
  const body = compiler.filter(ast.body, inside);
  if (bindOnce !== null && source.kind === 'one' && body.kind === 'one') {
    const { get } = source;
    const { get: getBody } = body;
    return one((input, env) => getBody(input, bindOnce(get(input, env), env)));
  }
  if (bindOnce !== null && source.kind !== 'many' && body.kind !== 'many') {
    const { get } = source;
    const { get: getBody } = body;
    return maybe((input, env) => {
      const value = get(input, env);
      return value === undefined ? undefined : getBody(input, bindOnce(value, env));
    });
  }
  if (bindOnce !== null) {
    return many((input, env, emit) => source.each(input, env, (value) => body.each(input, bindOnce(value, env), emit)));
  }
  return many((input, env, emit) =>
    source.each(input, env, (value) => bind(value, env, (bound) => body.each(input, bound, emit))),
  );
}

export function bindPath(compiler: Compiler, ast: Node<'bind'>, scope: Scope): PathEach {
  const source = compiler.filter(ast.source, scope);
  const { scope: inside, bind } = compilePatterns(compiler, ast.patterns, scope);
  const body = compiler.path(ast.body, inside);
  return (input, path, env, emit) =>
    source.each(input, env, (value) => bind(value, env, (bound) => body(input, path, bound, emit)));
}

/** `reduce`: the last output of the update is the next state, null when it has none. One result for each start. */
export function compileReduce(compiler: Compiler, ast: Node<'reduce'>, scope: Scope): Filter {
  const start = compiler.filter(ast.start, scope);
  const fold = compileFold(compiler, ast, scope);
  if (start.kind === 'one') {
    const { get } = start;
    return one((input, env) => fold(input, env, get(input, env)));
  }
  return many((input, env, emit) => start.each(input, env, (first) => emit(fold(input, env, first))));
}

type Fold = (input: ExactValue, env: Env | null, first: ExactValue) => ExactValue;

function compileFold(compiler: Compiler, ast: Node<'reduce'>, scope: Scope): Fold {
  const source = compiler.filter(ast.source, scope);
  const { scope: inside, bind, bindOnce } = compilePatterns(compiler, ast.patterns, scope);
  const linear = bindOnce === null ? null : compileLinear(compiler, ast.update, inside);
  if (bindOnce !== null && linear !== null) {
    return (input, env, first) => {
      const owned: Owned = new Set();
      return eachFolded(source, input, env, first, (state, value) => linear(state, bindOnce(value, env), owned));
    };
  }
  const update = compiler.filter(ast.update, inside);
  if (bindOnce !== null && update.kind === 'one') {
    const { get } = update;
    return (input, env, first) =>
      eachFolded(source, input, env, first, (state, value) => get(state, bindOnce(value, env)));
  }
  return (input, env, first) =>
    eachFolded(source, input, env, first, (before, value) => {
      let state = before;
      bind(value, env, (bound) => {
        state = lastOf(update, state, bound) ?? null;
        return false;
      });
      return state;
    });
}

function eachFolded(
  source: Filter,
  input: ExactValue,
  env: Env | null,
  first: ExactValue,
  next: (state: ExactValue, value: ExactValue) => ExactValue,
): ExactValue {
  let state = first;
  source.each(input, env, (value) => {
    tick();
    state = next(state, value);
    return false;
  });
  return state;
}

export function reducePath(compiler: Compiler, ast: Node<'reduce'>, scope: Scope): PathEach {
  const source = compiler.filter(ast.source, scope);
  const start = compiler.path(ast.start, scope);
  const { scope: inside, bind } = compilePatterns(compiler, ast.patterns, scope);
  const update = compiler.path(ast.update, inside);
  return (input, path, env, emit) =>
    start(input, path, env, (first, firstPath) => {
      let state = first;
      let where = firstPath;
      source.each(input, env, (value) =>
        bind(value, env, (bound) => {
          tick();
          const before = state;
          const beforePath = where;
          state = null;
          update(before, beforePath, bound, (next, nextPath) => {
            state = next;
            where = nextPath;
            return false;
          });
          return false;
        }),
      );
      return emit(state, where);
    });
}

/** `foreach`: as reduce, giving what is extracted of every state on the way. */
export function compileForeach(compiler: Compiler, ast: Node<'foreach'>, scope: Scope): Filter {
  const source = compiler.filter(ast.source, scope);
  const start = compiler.filter(ast.start, scope);
  const { scope: inside, bind } = compilePatterns(compiler, ast.patterns, scope);
  const update = compiler.filter(ast.update, inside);
  const extract = ast.extract === null ? null : compiler.filter(ast.extract, inside);
  return many((input, env, emit) =>
    start.each(input, env, (first) => {
      let state = first;
      return source.each(input, env, (value) =>
        bind(value, env, (bound) => {
          tick();
          const before = state;
          state = null;
          return update.each(before, bound, (next) => {
            state = next;
            return extract === null ? emit(next) : extract.each(next, bound, emit);
          });
        }),
      );
    }),
  );
}

export function foreachPath(compiler: Compiler, ast: Node<'foreach'>, scope: Scope): PathEach {
  const source = compiler.filter(ast.source, scope);
  const start = compiler.path(ast.start, scope);
  const { scope: inside, bind } = compilePatterns(compiler, ast.patterns, scope);
  const update = compiler.path(ast.update, inside);
  const extract = ast.extract === null ? null : compiler.path(ast.extract, inside);
  return (input, path, env, emit) =>
    start(input, path, env, (first, firstPath) => {
      let state = first;
      let where = firstPath;
      return source.each(input, env, (value) =>
        bind(value, env, (bound) => {
          tick();
          const before = state;
          state = null;
          return update(before, where, bound, (next, nextPath) => {
            state = next;
            where = nextPath;
            return extract === null ? emit(next, nextPath) : extract(next, nextPath, bound, emit);
          });
        }),
      );
    });
}
