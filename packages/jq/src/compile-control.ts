import type { Ast } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { Broken, Raised, breakTo } from './errors.ts';
import {
  cellAt,
  Env,
  many,
  maybe,
  one,
  pipe,
  type Emit,
  type Filter,
  type Get,
  type PathEach,
  type PathEmit,
} from './filter.ts';
import { meter } from './limits.ts';
import { findLabel, type Scope } from './scope.ts';
import { isTruthy, type ExactValue } from './value.ts';

type Node<Type extends Ast['type']> = Extract<Ast, { type: Type }>;

export function compileIf(compiler: Compiler, ast: Node<'if'>, scope: Scope): Filter {
  const test = compiler.filter(ast.test, scope);
  const then = compiler.filter(ast.consequent, scope);
  const otherwise = compiler.filter(ast.otherwise, scope);
  if (test.kind === 'one') {
    const { get } = test;
    if (then.kind === 'one' && otherwise.kind === 'one') {
      const { get: getThen } = then;
      const { get: getOtherwise } = otherwise;
      return one((input, env) => (isTruthy(get(input, env)) ? getThen(input, env) : getOtherwise(input, env)));
    }
    if (then.kind !== 'many' && otherwise.kind !== 'many') {
      const { get: getThen } = then;
      const { get: getOtherwise } = otherwise;
      return maybe((input, env) => (isTruthy(get(input, env)) ? getThen(input, env) : getOtherwise(input, env)));
    }
    return many((input, env, emit) => (isTruthy(get(input, env)) ? then : otherwise).each(input, env, emit));
  }
  return many((input, env, emit) =>
    test.each(input, env, (value) => (isTruthy(value) ? then : otherwise).each(input, env, emit)),
  );
}

export function ifPath(compiler: Compiler, ast: Node<'if'>, scope: Scope): PathEach {
  const test = compiler.filter(ast.test, scope);
  const then = compiler.path(ast.consequent, scope);
  const otherwise = compiler.path(ast.otherwise, scope);
  return (input, path, env, emit) =>
    test.each(input, env, (value) => (isTruthy(value) ? then : otherwise)(input, path, env, emit));
}

/** `and` and `or`: the right side is asked only when the left does not decide. */
export function compileLogic(compiler: Compiler, ast: Node<'and' | 'or' | 'alternative'>, scope: Scope): Filter {
  const left = compiler.filter(ast.left, scope);
  const right = compiler.filter(ast.right, scope);
  const decides = ast.type === 'or';
  if (left.kind === 'one' && right.kind === 'one') {
    const { get } = left;
    const { get: getRight } = right;
    return one((input, env) => (isTruthy(get(input, env)) === decides ? decides : isTruthy(getRight(input, env))));
  }
  const truth = pipe(right, one(isTruthy));
  return many((input, env, emit) =>
    left.each(input, env, (value) => (isTruthy(value) === decides ? emit(decides) : truth.each(input, env, emit))),
  );
}

/** `//`: the outputs of the left that are neither null nor false; those of the right when there are none. */
export function compileAlternative(compiler: Compiler, ast: Node<'and' | 'or' | 'alternative'>, scope: Scope): Filter {
  const left = compiler.filter(ast.left, scope);
  const right = compiler.filter(ast.right, scope);
  if (left.kind !== 'many' && right.kind !== 'many') {
    const { get } = left;
    const { get: getRight } = right;
    if (right.kind === 'one') {
      const { get: getOther } = right;
      return one((input, env) => {
        const value = get(input, env);
        return value === undefined || value === null || value === false ? getOther(input, env) : value;
      });
    }
    return maybe((input, env) => {
      const value = get(input, env);
      return value === undefined || value === null || value === false ? getRight(input, env) : value;
    });
  }
  return many((input, env, emit) => {
    let found = false;
    const stopped = left.each(input, env, (value) => {
      if (!isTruthy(value)) return false;
      found = true;
      return emit(value);
    });
    return stopped || found ? stopped : right.each(input, env, emit);
  });
}

export function alternativePath(compiler: Compiler, ast: Node<'and' | 'or' | 'alternative'>, scope: Scope): PathEach {
  const left = compiler.path(ast.left, scope);
  const right = compiler.path(ast.right, scope);
  return (input, path, env, emit) => {
    let found = false;
    const stopped = left(input, path, env, (value, where) => {
      if (!isTruthy(value)) return false;
      found = true;
      return emit(value, where);
    });
    return stopped || found ? stopped : right(input, path, env, emit);
  };
}

/** `try`: errors of the body go to the handler. Errors of whoever takes the outputs pass. */
export function compileTry(compiler: Compiler, { body, handler }: Node<'try'>, scope: Scope): Filter {
  const attempted = compiler.filter(body, scope);
  const caught = handler === null ? null : compiler.filter(handler, scope);
  if (attempted.kind !== 'many' && (caught === null || caught.kind !== 'many')) {
    const { get } = attempted;
    const withHandler: (input: ExactValue, env: Env | null) => ExactValue | undefined = (input, env) => {
      const depth = meter.depth;
      try {
        return get(input, env);
      } catch (error) {
        if (!(error instanceof Raised)) throw error;
        meter.depth = depth;
        return caught === null ? undefined : caught.get(error.value, env);
      }
    };
    return maybe(withHandler);
  }
  return many((input, env, emit) => {
    let downstream = false;
    const depth = meter.depth;
    const guarded: Emit = (value) => {
      downstream = true;
      const stop = emit(value);
      downstream = false;
      return stop;
    };
    let raised: ExactValue;
    try {
      return attempted.each(input, env, guarded);
    } catch (error) {
      if (!(error instanceof Raised) || downstream) throw error;
      meter.depth = depth;
      raised = error.value;
    }
    return caught === null ? false : caught.each(raised, env, emit);
  });
}

export function tryPath(compiler: Compiler, { body, handler }: Node<'try'>, scope: Scope): PathEach {
  const attempted = compiler.path(body, scope);
  const caught = handler === null ? null : compiler.path(handler, scope);
  return (input, path, env, emit) => {
    let downstream = false;
    const depth = meter.depth;
    const guarded: PathEmit = (value, where) => {
      downstream = true;
      const stop = emit(value, where);
      downstream = false;
      return stop;
    };
    let raised: ExactValue;
    try {
      return attempted(input, path, env, guarded);
    } catch (error) {
      if (!(error instanceof Raised) || downstream) throw error;
      meter.depth = depth;
      raised = error.value;
    }
    return caught === null ? false : caught(raised, path, env, emit);
  };
}

function insideLabel(ast: Node<'label'>, scope: Scope): Scope {
  const cell = scope.cells + 1;
  return { names: { meaning: { type: 'label', name: ast.name, cell }, outer: scope.names }, cells: cell };
}

/** Each activation of a label is a cell of its own, which `break` unwinds to. */
export function compileLabel(compiler: Compiler, ast: Node<'label'>, scope: Scope): Filter {
  const body = compiler.filter(ast.body, insideLabel(ast, scope));
  return many((input, env, emit) => {
    const cell = new Env(null, null, env);
    return untilBroken(cell, () => body.each(input, cell, emit));
  });
}

export function labelPath(compiler: Compiler, ast: Node<'label'>, scope: Scope): PathEach {
  const body = compiler.path(ast.body, insideLabel(ast, scope));
  return (input, path, env, emit) => {
    const cell = new Env(null, null, env);
    return untilBroken(cell, () => body(input, path, cell, emit));
  };
}

function untilBroken(cell: Env, work: () => boolean): boolean {
  const depth = meter.depth;
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Broken) || error.target !== cell) throw error;
    meter.depth = depth;
    return false;
  }
}

export function compileBreak(compiler: Compiler, { name, at }: Node<'break'>, scope: Scope): Filter {
  const distance = findLabel(scope, name);
  if (distance === null) return compiler.fail(`$*label-${name} is not defined`, at);
  const get: Get = (_input, env) => breakTo(cellAt(env, distance));
  return one(get);
}
