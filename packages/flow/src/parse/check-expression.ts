import { compile, JqSyntaxError } from '@barrow/jq';

/** What is wrong with an expression, and at which character. */
export type ExpressionFault = { readonly message: string; readonly index: number };

/** Compiles a jq program with the names of its variables, and tells what is wrong; null when nothing is. */
export function checkExpression(source: string, variables: readonly string[]): ExpressionFault | null {
  try {
    compile(source, { variables });
    return null;
  } catch (error) {
    if (error instanceof JqSyntaxError) return { message: error.reason, index: error.position.offset };
    if (error instanceof RangeError) return { message: 'it is nested too deeply', index: 0 };
    throw error;
  }
}
