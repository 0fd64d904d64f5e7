import type { Pointer } from '../definition/pointer.ts';

/** Every kind of problem. Codes are stable: programs may rely on them, messages are for people. */
export const problemCodes = [
  // The text
  'syntax',
  'too-large',
  'duplicate-key',
  'invalid-key',
  'not-json',
  'alias',
  // The shape
  'wrong-type',
  'unknown-property',
  'missing-property',
  'invalid-value',
  'empty',
  'task-kind',
  'conflict',
  'duplicate-name',
  'reserved-name',
  // Values with a form of their own
  'invalid-version',
  'invalid-name',
  'invalid-duration',
  'invalid-cron',
  'invalid-uri',
  'invalid-expression',
  'invalid-schema',
  'unsupported',
  // What stands in relation to something else
  'unknown-variable',
  'unknown-reference',
  'unknown-task',
  'invalid-directive',
  'invalid-arguments',
  'policy',
  // Warnings
  'unavailable-variable',
  'bare-expression',
  'unreachable-task',
  'endless-loop',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Something that is wrong with a definition. `line` and `column` count from 1. With a warning the definition can still be run. */
export type Problem = {
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** What is wrong and how to mend it, in plain words. */
  readonly message: string;
  readonly pointer: Pointer;
  readonly line: number;
  readonly column: number;
};

export type Position = { readonly line: number; readonly column: number };
