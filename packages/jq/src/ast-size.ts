import type { Ast, Pattern } from './ast.ts';

/** What stands directly inside of an expression. */
export function childrenOf(ast: Ast): readonly Ast[] {
  switch (ast.type) {
    case 'identity':
    case 'literal':
    case 'format':
    case 'variable':
    case 'break':
      return [];
    case 'index':
      return [ast.of, ast.key];
    case 'slice':
      return [ast.of, ...(ast.from === null ? [] : [ast.from]), ...(ast.to === null ? [] : [ast.to])];
    case 'iterate':
      return [ast.of];
    case 'array':
      return ast.body === null ? [] : [ast.body];
    case 'object':
      return ast.entries.flatMap(({ key, value }) => [key, value]);
    case 'string':
      return ast.parts.filter((part) => typeof part !== 'string');
    case 'negate':
    case 'label':
      return [ast.body];
    case 'try':
      return ast.handler === null ? [ast.body] : [ast.body, ast.handler];
    case 'if':
      return [ast.test, ast.consequent, ast.otherwise];
    case 'reduce':
      return [ast.source, ...ast.patterns.flatMap(keysOf), ast.start, ast.update];
    case 'foreach':
      return [
        ast.source,
        ...ast.patterns.flatMap(keysOf),
        ast.start,
        ast.update,
        ...(ast.extract === null ? [] : [ast.extract]),
      ];
    case 'bind':
      return [ast.source, ...ast.patterns.flatMap(keysOf), ast.body];
    case 'define':
      return [ast.definition.body, ast.body];
    case 'call':
      return ast.args;
    default:
      return [ast.left, ast.right];
  }
}

function keysOf(pattern: Pattern): readonly Ast[] {
  switch (pattern.type) {
    case 'variable':
      return [];
    case 'array':
      return pattern.items.flatMap(keysOf);
    default:
      return pattern.entries.flatMap(({ key, pattern: inner }) => [key, ...(inner === null ? [] : keysOf(inner))]);
  }
}

/** Whether a call of that name and number of arguments stands anywhere inside, whatever it means there. */
export function mentions(ast: Ast, name: string, arity: number): boolean {
  if (ast.type === 'call' && ast.name === name && ast.args.length === arity) return true;
  return childrenOf(ast).some((child) => mentions(child, name, arity));
}

/** Nodes of an expression, calls counting what `sizeOfCall` says. */
export function sizeOf(ast: Ast, sizeOfCall: (name: string, arity: number) => number): number {
  const own = ast.type === 'call' ? sizeOfCall(ast.name, ast.args.length) : 1;
  return childrenOf(ast).reduce((sum, child) => sum + sizeOf(child, sizeOfCall), own);
}
