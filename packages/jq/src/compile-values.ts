import { cannotIterate, field, indexOrNothing, indexValue } from './access.ts';
import type { Ast } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { collect, combine, constant, many, maybe, one, pipe, type Filter } from './filter.ts';
import { formatter } from './formats.ts';
import { checkTextLength, spend } from './limits.ts';
import type { Scope } from './scope.ts';
import { isArray, isNumber, isObject, setKey, type ExactValue, type MutableObject } from './value.ts';

type Node<Type extends Ast['type']> = Extract<Ast, { type: Type }>;

/** `.name`, `.[key]`. The key sees the same input as what it is looked up in, and varies slowest. */
export function compileIndex(compiler: Compiler, { of, key, isOptional }: Node<'index'>, scope: Scope): Filter {
  const container = compiler.filter(of, scope);
  if (key.type !== 'literal') return access(container, compiler.filter(key, scope), isOptional);
  const { value: name } = key;
  if (isOptional) {
    return pipe(
      container,
      maybe((value) => indexOrNothing(value, name)),
    );
  }
  const get =
    typeof name === 'string'
      ? (value: ExactValue): ExactValue => field(value, name)
      : (value: ExactValue): ExactValue => indexValue(value, name);
  return pipe(container, one(get));
}

function access(container: Filter, keys: Filter, isOptional: boolean): Filter {
  if (!isOptional) return combine(keys, container, (key, value) => indexValue(value, key));
  return many((input, env, emit) =>
    keys.each(input, env, (key) =>
      container.each(input, env, (value) => {
        const found = indexOrNothing(value, key);
        return found === undefined ? false : emit(found);
      }),
    ),
  );
}

/** The keys `{start, end}` of a slice. */
export function sliceKeys(compiler: Compiler, { from, to }: Node<'slice'>, scope: Scope): Filter {
  const start = from === null ? constant(null) : compiler.filter(from, scope);
  const end = to === null ? constant(null) : compiler.filter(to, scope);
  return combine(start, end, (first, last) => ({ start: first, end: last }));
}

export function compileSlice(compiler: Compiler, ast: Node<'slice'>, scope: Scope): Filter {
  return access(compiler.filter(ast.of, scope), sliceKeys(compiler, ast, scope), ast.isOptional);
}

export function compileIterate(compiler: Compiler, { of, isOptional }: Node<'iterate'>, scope: Scope): Filter {
  return pipe(compiler.filter(of, scope), isOptional ? iterateOrNothing : iterate);
}

const iterateOrNothing = many((input, env, emit) =>
  typeof input === 'object' && input !== null && !isNumber(input) ? iterate.each(input, env, emit) : false,
);

const iterate = many((input, _env, emit) => {
  if (isArray(input)) {
    spend(input.length);
    for (const item of input) if (emit(item)) return true;
    return false;
  }
  if (!isObject(input)) return cannotIterate(input);
  const values = Object.values(input);
  spend(values.length);
  for (const value of values) if (emit(value)) return true;
  return false;
});

export function compileArray(compiler: Compiler, { body }: Node<'array'>, scope: Scope): Filter {
  if (body === null) return constant([]);
  const filter = compiler.filter(body, scope);
  if (body.type === 'literal') return constant([body.value]);
  if (filter.kind === 'one') {
    const { get } = filter;
    return one((input, env) => [get(input, env)]);
  }
  return one((input, env) => collect(filter, input, env));
}

/** An object for each combination of keys and values, the last varying fastest. */
export function compileObject(compiler: Compiler, { entries }: Node<'object'>, scope: Scope): Filter {
  const fields = entries.map(({ key, value }) => ({
    key: compiler.filter(key, scope),
    name: key.type === 'literal' && typeof key.value === 'string' ? key.value : null,
    value: compiler.filter(value, scope),
  }));
  if (fields.length === 0) return constant({});
  const simple = fields.flatMap(({ name, value }) =>
    name !== null && name !== '__proto__' && value.kind === 'one' ? [{ name, get: value.get }] : [],
  );
  if (simple.length === fields.length) {
    return one((input, env) => {
      const object: MutableObject = {};
      for (const { name, get } of simple) object[name] = get(input, env);
      return object;
    });
  }
  const single = fields.flatMap(({ key, value }) =>
    key.kind === 'one' && value.kind === 'one' ? [{ getKey: key.get, getValue: value.get }] : [],
  );
  if (single.length === fields.length) {
    return one((input, env) => {
      const object: MutableObject = {};
      for (const { getKey, getValue } of single) {
        const name = getKey(input, env);
        const value = getValue(input, env);
        setKey(object, typeof name === 'string' ? name : refuseKey(name), value);
      }
      return object;
    });
  }
  const build = (at: number): Filter => {
    const entry = fields[at];
    if (entry === undefined) return constant([]);
    const pairs = combine(entry.key, entry.value, (name, value) => [name, value]);
    return combine(pairs, build(at + 1), (pair, rest) => [pair, ...(isArray(rest) ? rest : [])]);
  };
  return pipe(build(0), one(objectOf));
}

function refuseKey(name: ExactValue): never {
  return raise(`Cannot use ${describeValue(name)} as object key`);
}

function objectOf(pairs: ExactValue): ExactValue {
  const object: MutableObject = {};
  if (!isArray(pairs)) return object;
  for (const pair of pairs) {
    if (!isArray(pair)) continue;
    const [name = null, value = null] = pair;
    setKey(object, typeof name === 'string' ? name : refuseKey(name), value);
  }
  return object;
}

/** Text with interpolations; of several outputs the last interpolation varies slowest. */
export function compileText(compiler: Compiler, { format, parts }: Node<'string'>, scope: Scope): Filter {
  const toText = formatter(format);
  let text: Filter = constant('');
  for (const part of parts) {
    if (typeof part === 'string') {
      const before = text;
      text = pipe(
        before,
        one((value) => joined(value, part)),
      );
    } else {
      const expression = pipe(compiler.filter(part, scope), one(toText));
      text = combine(expression, text, (added, before) => joined(before, added));
    }
  }
  return text;
}

function joined(left: ExactValue, right: ExactValue): string {
  const text = `${typeof left === 'string' ? left : ''}${typeof right === 'string' ? right : ''}`;
  checkTextLength(text.length);
  return text;
}
