import { STATUS_CODES } from 'node:http';
import { standardErrors, standardErrorType, type JsonValue, type StandardErrorKind } from '@barrow/flow';
import type { EgressOutcome } from '../platform/egress.ts';

/** An error of the workflow language as a call reports it; the run adds `instance`. */
export type CallError = {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
};

/** What became of a call. `output` is the task's raw output. */
export type CallOutcome =
  | { readonly ok: true; readonly output: JsonValue }
  | { readonly ok: false; readonly error: CallError };

/** Thrown inside a performer; `performCall` makes an outcome of it. */
export class CallFailed extends Error {
  readonly problem: CallError;

  constructor(problem: CallError) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** A standard error with its default status unless another fits better. */
export function callFailed(kind: StandardErrorKind, detail: string, status?: number): CallFailed {
  const { status: usual, title } = standardErrors[kind];
  return new CallFailed({ type: standardErrorType(kind), status: status ?? usual, title, detail });
}

/** The other side answered with a status that is an error: its own status and reason. */
export function statusFailed(status: number, detail: string): CallFailed {
  const title = STATUS_CODES[status] ?? standardErrors.communication.title;
  return new CallFailed({ type: standardErrorType('communication'), status, title, detail });
}

/** No answer came, as a standard error. An address that may not be called is an authorization error. */
export function egressFailed(refused: EgressOutcome & { ok: false }): CallFailed {
  const { message, status } = refused.detail;
  switch (refused.reason) {
    case 'address-not-allowed':
    case 'redirect-not-allowed':
      return callFailed('authorization', message);
    case 'bad-request':
      return callFailed('configuration', message);
    case 'timeout':
    case 'aborted':
      return callFailed('communication', message, 504);
    case 'too-large':
      return callFailed('communication', message, status ?? 502);
    case 'network':
      return callFailed('communication', message, 503);
  }
}
