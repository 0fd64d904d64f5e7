import type { Ast } from './ast.ts';
import { argAt, filterOf } from './builtin-shapes.ts';
import type { Builtin, Compiler } from './compiler.ts';
import { eachDescendant, eachDescendantPath, eachEvent, walk } from './descend.ts';
import { raise } from './errors.ts';
import {
  collect,
  firstOf,
  lastOf,
  many,
  maybe,
  nothing,
  one,
  pipe,
  type Emit,
  type Env,
  type Filter,
  type Path,
  type PathEach,
  type PathEmit,
} from './filter.ts';
import { enterCall, meter, tick } from './limits.ts';
import type { Scope } from './scope.ts';
import { doubleOf, isTruthy, type ExactValue } from './value.ts';

const empty: Builtin = { filter: () => nothing, path: () => () => false };

const first: Builtin = {
  filter: (compiler, args, scope) => {
    const filter = filterOf(compiler, args, 0, scope);
    return filter.kind === 'one' ? filter : maybe((input, env) => firstOf(filter, input, env));
  },
  path: (compiler, args, scope) => {
    const inner = compiler.path(argAt(args, 0), scope);
    return (input, path, env, emit) => {
      let found: { readonly value: ExactValue; readonly where: Path } | null = null;
      inner(input, path, env, (value, where) => {
        found = { value, where };
        return true;
      });
      return emitFound(found, emit);
    };
  },
};

function emitFound(found: { readonly value: ExactValue; readonly where: Path } | null, emit: PathEmit): boolean {
  return found === null ? false : emit(found.value, found.where);
}

const last: Builtin = {
  filter: (compiler, args, scope) => {
    const filter = filterOf(compiler, args, 0, scope);
    return maybe((input, env) => lastOf(filter, input, env));
  },
  path: (compiler, args, scope) => {
    const inner = compiler.path(argAt(args, 0), scope);
    return (input, path, env, emit) => {
      let found: { readonly value: ExactValue; readonly where: Path } | null = null;
      inner(input, path, env, (value, where) => {
        found = { value, where };
        return false;
      });
      return emitFound(found, emit);
    };
  },
};

const isEmpty: Builtin = {
  filter: (compiler, args, scope) => {
    const filter = filterOf(compiler, args, 0, scope);
    return one((input, env) => firstOf(filter, input, env) === undefined);
  },
};

/** `any` and `all` of a generator and a condition: ends as soon as it is decided. */
function quantifier(decides: boolean): Builtin {
  return {
    filter: (compiler, args, scope) => {
      const tested = pipe(filterOf(compiler, args, 0, scope), filterOf(compiler, args, 1, scope));
      return one((input, env) => {
        let result = !decides;
        tested.each(input, env, (value) => {
          if (isTruthy(value) !== decides) return false;
          result = decides;
          return true;
        });
        return result;
      });
    },
  };
}

/** Passes the outputs of the second argument through a gate that is made for each output of the first. */
function gated(makeGate: (count: ExactValue) => Gate | null): Builtin {
  return {
    filter: (compiler, args, scope) => {
      const counts = filterOf(compiler, args, 0, scope);
      const inner = filterOf(compiler, args, 1, scope);
      return many((input, env, emit) =>
        counts.each(input, env, (count) => {
          const gate = makeGate(count);
          if (gate === null) return false;
          let stopped = false;
          inner.each(input, env, (value) => {
            const turn = gate();
            if (turn !== 'skip') stopped = emit(value);
            return stopped || turn === 'last';
          });
          return stopped;
        }),
      );
    },
    path: (compiler, args, scope) => {
      const counts = filterOf(compiler, args, 0, scope);
      const inner = compiler.path(argAt(args, 1), scope);
      return (input, path, env, emit) =>
        counts.each(input, env, (count) => {
          const gate = makeGate(count);
          if (gate === null) return false;
          let stopped = false;
          inner(input, path, env, (value, where) => {
            const turn = gate();
            if (turn !== 'skip') stopped = emit(value, where);
            return stopped || turn === 'last';
          });
          return stopped;
        });
    },
  };
}

type Gate = () => 'pass' | 'last' | 'skip';

function countOf(count: ExactValue, name: string): number {
  const number = doubleOf(count);
  if (number === undefined) return raise(`${name} needs a number as its count`);
  if (number < 0) return raise(`${name} doesn't support negative ${name === 'nth' ? 'indices' : 'count'}`);
  return number;
}

const limit = gated((count) => {
  let left = countOf(count, 'limit');
  if (left <= 0) return null;
  return () => {
    left -= 1;
    return left <= 0 ? 'last' : 'pass';
  };
});

const skip = gated((count) => {
  let left = countOf(count, 'skip');
  return () => {
    left -= 1;
    return left < 0 ? 'pass' : 'skip';
  };
});

const nth = gated((count) => {
  let left = countOf(count, 'nth');
  return () => {
    if (left < 1) return 'last';
    left -= 1;
    return 'skip';
  };
});

function numeric(value: ExactValue): number {
  const number = doubleOf(value);
  return number === undefined ? raise('Range bounds must be numeric') : number;
}

function eachInRange(from: number, upto: number, by: number, emit: Emit): boolean {
  if (by > 0) {
    for (let value = from; value < upto; value += by) {
      tick();
      if (emit(value)) return true;
    }
  } else if (by < 0) {
    for (let value = from; value > upto; value += by) {
      tick();
      if (emit(value)) return true;
    }
  }
  return false;
}

function range(count: 1 | 2 | 3): Builtin {
  const zero = one(() => 0);
  const unit = one(() => 1);
  return {
    filter: (compiler, args, scope) => {
      const from = count === 1 ? zero : filterOf(compiler, args, 0, scope);
      const upto = filterOf(compiler, args, count === 1 ? 0 : 1, scope);
      const by = count === 3 ? filterOf(compiler, args, 2, scope) : unit;
      return many((input, env, emit) =>
        from.each(input, env, (start) =>
          upto.each(input, env, (end) =>
            by.each(input, env, (step) => eachInRange(numeric(start), numeric(end), numeric(step), emit)),
          ),
        ),
      );
    },
  };
}

/** Repeats `next` from a value on, giving each value, as long as `proceed` allows. Loops where `next` has one output at most. */
function chain(next: Filter, proceed: Filter | null): Filter {
  const visit = (value: ExactValue, env: Env | null, emit: Emit): boolean => {
    let current: ExactValue | undefined = value;
    while (current !== undefined) {
      tick();
      if (proceed !== null && proceed.kind !== 'many') {
        const test = proceed.get(current, env);
        if (test === undefined || !isTruthy(test)) return false;
      }
      if (emit(current)) return true;
      if (next.kind === 'many') return descend(current, env, emit);
      current = next.get(current, env);
    }
    return false;
  };
  const descend = (value: ExactValue, env: Env | null, emit: Emit): boolean => {
    enterCall();
    const stopped = next.each(value, env, (child) => visit(child, env, emit));
    meter.depth -= 1;
    return stopped;
  };
  return many(visit);
}

function chainPath(next: PathEach, proceed: Filter | null): PathEach {
  const visit: PathEach = (value, path, env, emit) => {
    const go = (): boolean => {
      if (emit(value, path)) return true;
      enterCall();
      const stopped = next(value, path, env, (child, where) => visit(child, where, env, emit));
      meter.depth -= 1;
      return stopped;
    };
    return proceed === null ? go() : proceed.each(value, env, (test) => (isTruthy(test) ? go() : false));
  };
  return visit;
}

/** `repeat(f)`: the outputs of `f`, over and over, all of the same input. */
const repeat: Builtin = {
  filter: (compiler, args, scope) => {
    const filter = filterOf(compiler, args, 0, scope);
    return many((input, env, emit) => {
      for (;;) {
        tick();
        if (filter.each(input, env, emit)) return true;
      }
    });
  },
  path: (compiler, args, scope) => {
    const inner = compiler.path(argAt(args, 0), scope);
    return (input, path, env, emit) => {
      for (;;) {
        tick();
        if (inner(input, path, env, emit)) return true;
      }
    };
  },
};

const whileTrue: Builtin = {
  filter: (compiler, args, scope) => {
    const test = filterOf(compiler, args, 0, scope);
    const next = filterOf(compiler, args, 1, scope);
    return test.kind === 'many'
      ? many((input, env, emit) => whileMany(test, next, input, env, emit))
      : chain(next, test);
  },
  path: (compiler, args, scope) => chainPath(compiler.path(argAt(args, 1), scope), filterOf(compiler, args, 0, scope)),
};

function whileMany(test: Filter, next: Filter, value: ExactValue, env: Env | null, emit: Emit): boolean {
  enterCall();
  const stopped = test.each(value, env, (passes) => {
    if (!isTruthy(passes)) return false;
    return emit(value) || next.each(value, env, (child) => whileMany(test, next, child, env, emit));
  });
  meter.depth -= 1;
  return stopped;
}

const until: Builtin = {
  filter: (compiler, args, scope) => {
    const test = filterOf(compiler, args, 0, scope);
    const next = filterOf(compiler, args, 1, scope);
    if (test.kind === 'one' && next.kind === 'one') {
      const { get: isDone } = test;
      const { get } = next;
      return one((input, env) => {
        let value = input;
        while (!isTruthy(isDone(value, env))) {
          tick();
          value = get(value, env);
        }
        return value;
      });
    }
    const visit = (value: ExactValue, env: Env | null, emit: Emit): boolean => {
      enterCall();
      const stopped = test.each(value, env, (done) =>
        isTruthy(done) ? emit(value) : next.each(value, env, (child) => visit(child, env, emit)),
      );
      meter.depth -= 1;
      return stopped;
    };
    return many(visit);
  },
  path: (compiler, args, scope) => {
    const test = filterOf(compiler, args, 0, scope);
    const next = compiler.path(argAt(args, 1), scope);
    const visit: PathEach = (value, path, env, emit) => {
      enterCall();
      const stopped = test.each(value, env, (done) =>
        isTruthy(done) ? emit(value, path) : next(value, path, env, (child, where) => visit(child, where, env, emit)),
      );
      meter.depth -= 1;
      return stopped;
    };
    return visit;
  },
};

const descendants: Builtin = {
  filter: () => many((input, _env, emit) => eachDescendant(input, emit)),
  path: () => (input, path, _env, emit) => eachDescendantPath(input, path, emit),
};

const events: Builtin = { filter: () => many((input, _env, emit) => eachEvent(input, emit)) };

const walkBuiltin: Builtin = {
  filter: (compiler, args, scope) => {
    const change = filterOf(compiler, args, 0, scope);
    const walked = (input: ExactValue, env: Env | null): readonly ExactValue[] =>
      walk(input, (value) => collect(change, value, env));
    if (change.kind === 'one') return one((input, env) => walked(input, env)[0] ?? null);
    return many((input, env, emit) => walked(input, env).some(emit));
  },
};

const recurse: Builtin = {
  filter: (compiler, args, scope) => chain(filterOf(compiler, args, 0, scope), null),
  path: (compiler, args, scope) => chainPath(compiler.path(argAt(args, 0), scope), null),
};

/** `recurse(f; condition)`: the condition is asked of what `f` gives, not of the input. */
const recurseWhile: Builtin = {
  filter: (compiler, args, scope) => {
    const next = pipe(filterOf(compiler, args, 0, scope), passing(compiler, args, scope));
    return chain(next, null);
  },
  path: (compiler, args, scope) => {
    const next = compiler.path(argAt(args, 0), scope);
    const test = filterOf(compiler, args, 1, scope);
    return chainPath(
      (input, path, env, emit) =>
        next(input, path, env, (value, where) =>
          test.each(value, env, (passes) => (isTruthy(passes) ? emit(value, where) : false)),
        ),
      null,
    );
  },
};

function passing(compiler: Compiler, args: readonly Ast[], scope: Scope): Filter {
  const test = filterOf(compiler, args, 1, scope);
  if (test.kind === 'one') {
    const { get } = test;
    return maybe((input, env) => (isTruthy(get(input, env)) ? input : undefined));
  }
  return many((input, env, emit) => test.each(input, env, (passes) => (isTruthy(passes) ? emit(input) : false)));
}

export const streamBuiltins: Readonly<Record<string, Builtin>> = {
  'empty/0': empty,
  'first/1': first,
  'last/1': last,
  'isempty/1': isEmpty,
  'any/2': quantifier(true),
  'all/2': quantifier(false),
  'limit/2': limit,
  'skip/2': skip,
  'nth/2': nth,
  'range/1': range(1),
  'range/2': range(2),
  'range/3': range(3),
  'repeat/1': repeat,
  'while/2': whileTrue,
  'until/2': until,
  'recurse/0': descendants,
  'tostream/0': events,
  'walk/1': walkBuiltin,
  'recurse/1': recurse,
  'recurse/2': recurseWhile,
};
