/** The category decides the HTTP status (in one table, at the edge) and whether the caller may try again unchanged. */
export type ErrorCategory =
  | 'invalid' // the input is wrong: 400
  | 'unauthenticated' // nobody is signed in: 401
  | 'forbidden' // signed in, not allowed: 403
  | 'not-found' // 404
  | 'conflict' // contradicts what is stored: 409
  | 'too-large' // 413
  | 'unprocessable' // well-formed, but a rule of the house refuses it: 422
  | 'limited' // too many requests: 429
  | 'unavailable' // something we need is down, try again: 503
  | 'internal'; // a bug: 500

/** One thing wrong with one field: where (JSON Pointer into the input), what, and what to do. */
export type FieldProblem = { readonly pointer: string; readonly detail: string };

export type AppErrorOptions = {
  readonly category: ErrorCategory;
  readonly code: string;
  /** What is wrong, with which thing, and what to do about it. Shown to the caller. */
  readonly message: string;
  readonly problems?: readonly FieldProblem[];
  readonly cause?: unknown;
};

/** A fault that is told to the caller as a problem document. `code` is from a closed list: see `contracts/error-codes`. */
export class AppError extends Error {
  readonly category: ErrorCategory;
  readonly code: string;
  readonly problems: readonly FieldProblem[];

  constructor(options: AppErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'AppError';
    this.category = options.category;
    this.code = options.code;
    this.problems = options.problems ?? [];
  }

  /** True when the same request may succeed later without a change. */
  get retryable(): boolean {
    return this.category === 'unavailable' || this.category === 'limited';
  }
}
