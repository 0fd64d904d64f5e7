import type { Pointer } from '../definition/pointer.ts';
import { standardErrors, standardErrorType, type StandardErrorKind } from '../definition/standard-error.ts';

/** What faults a task or a run: problem details (RFC 9457); `instance` is the JSON Pointer of the task that raised it. */
export type RunError = {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
};

/** Thrown inside the machine where a task's own logic fails; the task that runs turns it into its fault. */
export class TaskFault extends Error {
  readonly error: RunError;

  constructor(error: RunError) {
    super(error.detail ?? error.title ?? error.type);
    this.error = error;
  }
}

/** A standard error at a task. */
export function standardError(kind: StandardErrorKind, detail: string, instance: Pointer): RunError {
  const { status, title } = standardErrors[kind];
  return { type: standardErrorType(kind), status, title, detail, instance };
}

export function faultOf(kind: StandardErrorKind, detail: string, instance: Pointer): TaskFault {
  return new TaskFault(standardError(kind, detail, instance));
}
