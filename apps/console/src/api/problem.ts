import { text } from './messages.ts';

export type FieldProblem = { readonly pointer: string; readonly detail: string };

/** The server refused: a problem document (RFC 9457). `message` is readable and names the field. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: readonly FieldProblem[];
  readonly retryable: boolean;
  readonly traceId: string | undefined;

  constructor(problem: {
    status: number;
    code: string;
    message: string;
    problems?: readonly FieldProblem[];
    retryable?: boolean;
    traceId?: string | undefined;
  }) {
    super(problem.message);
    this.name = 'ProblemError';
    this.status = problem.status;
    this.code = problem.code;
    this.problems = problem.problems ?? [];
    this.retryable = problem.retryable ?? false;
    this.traceId = problem.traceId;
  }
}

/** No answer came: the network, the server or the time limit. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super(text.noConnection, { cause });
    this.name = 'ConnectionError';
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) =>
    isRecord(one) ? [{ pointer: textOf(one['pointer']) ?? '', detail: textOf(one['detail']) ?? '' }] : [],
  );
}

/** `/lines/0/qtyMilli` as people read it: `qty, line 1`. */
function fieldName(pointer: string): string {
  const parts = pointer.split('/').filter((part) => part !== '');
  const name = parts.findLast((part) => !/^\d+$/.test(part)) ?? '';
  const index = parts.find((part) => /^\d+$/.test(part));
  const words = name
    .replace(/(Milli|Minor|Micro|Ppm|Id)$/, '')
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase();
  return index === undefined ? words : text.fieldOfLine(words, Number(index) + 1);
}

/** Reads an answer that is no success. An answer of another form, such as a proxy's page, becomes a general message. */
export function problemFrom(status: number, body: unknown): ProblemError {
  const fields = isRecord(body) ? body : {};
  const problems = fieldProblems(fields['problems']);
  const detail = textOf(fields['detail']) ?? textOf(fields['message']) ?? text.refused(status);
  const code = textOf(fields['code']) ?? 'UNKNOWN';
  const named = problems.filter((one) => one.pointer !== '').map((one) => `${fieldName(one.pointer)} ${one.detail}`);
  const message = code === 'INPUT_INVALID' && named.length > 0 ? text.check(named) : detail;
  return new ProblemError({
    status,
    code,
    message,
    problems,
    retryable: fields['retryable'] === true,
    traceId: textOf(fields['traceId']),
  });
}

/** What to tell a person about anything thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof ProblemError && error.code === 'INTERNAL' && error.traceId !== undefined) {
    return text.internal(error.traceId);
  }
  return error instanceof Error ? error.message : String(error);
}

/** What an error says of one field of a form, by the last part of the pointer. */
export function fieldMessage(error: unknown, field: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  return error.problems.find((one) => one.pointer.split('/').at(-1) === field)?.detail;
}
