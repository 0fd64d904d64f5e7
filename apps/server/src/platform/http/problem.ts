import { AppError, type ErrorCategory } from '@barrow/kernel';
import { isLostConnection } from '../postgres.ts';

/** The one table from category to HTTP status. */
export const statusOf: Readonly<Record<ErrorCategory, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unprocessable: 422,
  limited: 429,
  unavailable: 503,
  internal: 500,
};

/** A problem document (RFC 9457). */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly traceId?: string;
  readonly problems?: readonly { readonly pointer: string; readonly detail: string }[];
};

const titles: Readonly<Record<number, string>> = {
  400: 'The request is wrong',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Refused by a rule',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

export function problemOf(error: AppError, traceId?: string): Problem {
  const status = error.code === 'MEDIA_TYPE_UNSUPPORTED' ? 415 : statusOf[error.category];
  return {
    type: `/docs/errors#${error.code}`,
    title: titles[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.message,
    retryable: error.retryable,
    ...(traceId === undefined ? {} : { traceId }),
    ...(error.problems.length === 0 ? {} : { problems: error.problems }),
  };
}

function textOf(error: object, key: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
}

/** Turns anything thrown into an AppError that is safe to show: what is not ours becomes INTERNAL without its text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (typeof error === 'object' && error !== null) {
    const code = textOf(error, 'code');
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      return new AppError({
        category: 'too-large',
        code: 'BODY_TOO_LARGE',
        message: 'The body is too large. Send smaller batches.',
        cause: error,
      });
    }
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
      return new AppError({
        category: 'invalid',
        code: 'MEDIA_TYPE_UNSUPPORTED',
        message: 'Send the body as application/json.',
        cause: error,
      });
    }
    if (code.startsWith('FST_ERR_CTP') || error instanceof SyntaxError || Reflect.get(error, 'statusCode') === 400) {
      return new AppError({
        category: 'invalid',
        code: 'BODY_MALFORMED',
        message: 'The body cannot be read as JSON.',
        cause: error,
      });
    }
    if (isLostConnection(error)) {
      return new AppError({
        category: 'unavailable',
        code: 'DATABASE_UNAVAILABLE',
        message: 'The database does not answer. Send the same request again.',
        cause: error,
      });
    }
    if (code === '25P04' || code === '57014' || code === '55P03') {
      return new AppError({
        category: 'unavailable',
        code: 'DATABASE_UNAVAILABLE',
        message: 'This took longer than allowed and was rolled back. Send it again, or ask for less at once.',
        cause: error,
      });
    }
    if (code === '23505' && textOf(error, 'constraint') === 'move_pkey') {
      return new AppError({
        category: 'conflict',
        code: 'STOCK_CONFLICT',
        message: 'The id was used before for something else that moved stock. Use a new id.',
        problems: [{ pointer: '/id', detail: 'belongs to something else that moved stock' }],
        cause: error,
      });
    }
    if (code === '23505') {
      return new AppError({
        category: 'unavailable',
        code: 'DATABASE_UNAVAILABLE',
        message: 'Another request stored the same at this moment. Nothing of this one was stored; send it again.',
        cause: error,
      });
    }
    // a text PostgreSQL cannot hold, such as one with a zero byte; a number or time beyond its type; one thing twice in a statement
    if (code === '22P05' || code === '22021' || code === '22003' || code === '22008' || code === '21000') {
      return new AppError({
        category: 'invalid',
        code: 'INPUT_INVALID',
        message:
          'A text holds a character that cannot be stored, a number or time is out of range, or the same thing comes twice. Correct it and send the request again.',
        cause: error,
      });
    }
  }
  return new AppError({
    category: 'internal',
    code: 'INTERNAL',
    message: 'Something went wrong on our side. The trace id finds it in the log.',
    cause: error,
  });
}
