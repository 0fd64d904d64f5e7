import type { Ast } from './ast.ts';
import { operations } from './arithmetic.ts';
import { setKey, type ExactValue, type MutableObject } from './value.ts';

/** What an expression gives whatever its input is, when that is plain to see: literals, arrays and objects of them, sums of them. */
export function constantOf(ast: Ast): ExactValue | undefined {
  switch (ast.type) {
    case 'literal':
      return ast.value;
    case 'array':
      return ast.body === null ? [] : itemsOf(ast.body);
    case 'object':
      return objectOf(ast);
    case 'binary':
      return foldedOf(ast);
    default:
      return undefined;
  }
}

function itemsOf(body: Ast): ExactValue[] | undefined {
  const items: ExactValue[] = [];
  let rest = body;
  // Commas lean to the left: the last item is the outermost.
  for (; rest.type === 'comma'; rest = rest.left) {
    const item = constantOf(rest.right);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const first = constantOf(rest);
  return first === undefined ? undefined : [first, ...items.reverse()];
}

function objectOf({ entries }: Extract<Ast, { type: 'object' }>): ExactValue | undefined {
  const object: MutableObject = {};
  for (const { key, value } of entries) {
    const name = constantOf(key);
    const content = constantOf(value);
    if (typeof name !== 'string' || content === undefined) return undefined;
    setKey(object, name, content);
  }
  return object;
}

function foldedOf({ operator, left, right }: Extract<Ast, { type: 'binary' }>): ExactValue | undefined {
  const a = constantOf(left);
  const b = constantOf(right);
  if (typeof a === 'number' && typeof b === 'number') {
    const divides = operator === '/' || operator === '%';
    return divides && Math.trunc(b) === 0 ? undefined : operations[operator](a, b);
  }
  return operator === '+' && typeof a === 'string' && typeof b === 'string' ? a + b : undefined;
}
