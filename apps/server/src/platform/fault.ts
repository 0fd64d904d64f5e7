import { AppError, type ErrorCategory, type FieldProblem } from '@barrow/kernel';
import type { ErrorCode } from '@barrow/contracts';

/** An error for the caller, with a code of the closed list. The message says what, which one and what to do. */
export function fault(
  category: ErrorCategory,
  code: ErrorCode,
  message: string,
  problems: readonly FieldProblem[] = [],
  cause?: unknown,
): AppError {
  return new AppError({ category, code, message, problems, cause });
}
