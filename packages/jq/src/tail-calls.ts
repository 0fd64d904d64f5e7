import type { Ast, Definition } from './ast.ts';

/**
 * The calls of itself with which a function ends: whatever such a call gives is what the function gives, so that the call can be
 * a jump, and a loop written as recursion runs for as long as it wants.
 */
export function tailCallsOf({ name, parameters, body }: Definition): ReadonlySet<Ast> {
  const found = new Set<Ast>();
  const visit = (ast: Ast): void => {
    switch (ast.type) {
      case 'call':
        if (ast.name === name && ast.args.length === parameters.length) found.add(ast);
        return;
      case 'pipe':
        if (isSingle(ast.left)) visit(ast.right);
        return;
      case 'comma':
        visit(ast.right);
        return;
      case 'if':
        if (!isSingle(ast.test)) return;
        visit(ast.consequent);
        visit(ast.otherwise);
        return;
      case 'bind': {
        const [pattern, ...others] = ast.patterns;
        if (isSingle(ast.source) && pattern?.type === 'variable' && others.length === 0) visit(ast.body);
        return;
      }
      case 'define':
        visit(ast.body);
        return;
      default:
    }
  };
  visit(body);
  return found;
}

/** Functions without arguments that have one output. */
const singleFunctions = new Set(
  'not length type keys tostring tonumber tojson fromjson add min max sort unique reverse floor ceil round abs first last explode implode'.split(
    ' ',
  ),
);

/** Whether an expression plainly has one output. When in doubt it has not. */
function isSingle(ast: Ast): boolean {
  switch (ast.type) {
    case 'identity':
    case 'literal':
    case 'variable':
    case 'format':
    case 'array':
      return true;
    case 'index':
      return !ast.isOptional && isSingle(ast.of) && isSingle(ast.key);
    case 'slice':
      return (
        !ast.isOptional &&
        isSingle(ast.of) &&
        (ast.from === null || isSingle(ast.from)) &&
        (ast.to === null || isSingle(ast.to))
      );
    case 'negate':
      return isSingle(ast.body);
    case 'pipe':
    case 'binary':
    case 'and':
    case 'or':
    case 'assign':
    case 'update':
      return isSingle(ast.left) && isSingle(ast.right);
    case 'modify':
      return true;
    case 'if':
      return isSingle(ast.test) && isSingle(ast.consequent) && isSingle(ast.otherwise);
    case 'string':
      return ast.parts.every((part) => typeof part === 'string' || isSingle(part));
    case 'object':
      return ast.entries.every(({ key, value }) => isSingle(key) && isSingle(value));
    case 'call':
      return ast.args.length === 0 && singleFunctions.has(ast.name);
    default:
      return false;
  }
}
