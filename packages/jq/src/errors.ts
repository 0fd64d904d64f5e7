import type { ExactValue } from './value.ts';

/** Where a program is wrong: line and column from 1, offset in UTF-16 units from 0. */
export type Position = { readonly offset: number; readonly line: number; readonly column: number };

/** The source is not a program. `reason` is the sentence without the position. */
export class JqSyntaxError extends Error {
  override readonly name = 'JqSyntaxError';
  readonly reason: string;
  readonly position: Position;

  constructor(reason: string, source: string, offset: number) {
    const position = positionOf(source, offset);
    super(`${reason} at line ${position.line}, column ${position.column}`);
    this.reason = reason;
    this.position = position;
  }
}

function positionOf(source: string, offset: number): Position {
  const before = source.slice(0, offset).split('\n');
  return { offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** `error` was raised by the program or an operator; `limit` is a bound of the run; `halt` comes from `halt` and `halt_error`. */
export type JqErrorKind = 'error' | 'limit' | 'halt';

/**
 * A run ended early. `value` is what `catch` would see: mostly a text, but a program can raise anything. Limits are caught by no
 * `try` of the program.
 */
export class JqError extends Error {
  override readonly name = 'JqError';
  readonly kind: JqErrorKind;
  readonly value: ExactValue;
  /** False for `halt`, which says nothing. */
  readonly hasValue: boolean;
  /** What `halt` and `halt_error` want the process to end with; 5 otherwise. */
  readonly exitCode: number;

  constructor(kind: JqErrorKind, message: string, value: ExactValue | undefined, exitCode = 5) {
    super(message);
    this.kind = kind;
    this.value = value ?? null;
    this.hasValue = value !== undefined;
    this.exitCode = exitCode;
  }
}

/**
 * Raised inside a run. There is one instance, whose value is set when it is thrown and read where it is caught: a program may raise
 * a million times, and each new Error would cost its stack.
 */
export class Raised extends Error {
  value: ExactValue = null;
}

const raised = new Raised();

export function raiseValue(value: ExactValue): never {
  raised.value = value;
  throw raised;
}

export function raise(message: string): never {
  raised.value = message;
  throw raised;
}

/** A bound was passed. Passes through every `try`. */
export class LimitReached extends Error {}

/** `halt`: ends the run. `value` is undefined for `halt`. */
export class Halted extends Error {
  readonly value: ExactValue | undefined;
  readonly exitCode: number;

  constructor(value: ExactValue | undefined, exitCode: number) {
    super('halted');
    this.value = value;
    this.exitCode = exitCode;
  }
}

/** `break`: unwinds to the activation of the label that `target` is. One instance, as Raised. */
export class Broken extends Error {
  target: object | null = null;
}

const broken = new Broken();

export function breakTo(target: object): never {
  broken.target = target;
  throw broken;
}
