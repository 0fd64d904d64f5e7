import type { Duration, Expression, Template, UriTemplate } from './expression.ts';
import type { Pointer } from './pointer.ts';

/** An error to raise. `name` is the one it has in `use.errors`, null when it stands inline. */
export type ErrorDefinition = {
  readonly pointer: Pointer;
  readonly name: string | null;
  readonly type: UriTemplate;
  readonly status: number;
  readonly instance: Template | null;
  readonly title: Template | null;
  readonly detail: Template | null;
};

/** What is null matches everything. `type` is to be compared with `isSameErrorType`. */
export type ErrorFilter = {
  readonly type: Template | null;
  readonly status: Template | null;
  readonly instance: Template | null;
  readonly title: Template | null;
  readonly detail: Template | null;
};

/** `name` is the one it has in `use.retries`. No `backoff` means constant. Null limits do not limit. */
export type RetryPolicy = {
  readonly pointer: Pointer;
  readonly name: string | null;
  readonly when: Expression | null;
  readonly exceptWhen: Expression | null;
  readonly delay: Duration | null;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly limit: {
    readonly attemptCount: number | null;
    readonly attemptDuration: Duration | null;
    readonly duration: Duration | null;
  };
  readonly jitter: { readonly from: Duration; readonly to: Duration } | null;
};
