import type { AppError, ErrorCategory } from '@barrow/kernel';
import type { ErrorCode } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import { problemOf, type Problem } from '../../platform/http/problem.ts';
import type { Parser } from '../../platform/schema.ts';
import type { Static, TSchema } from 'typebox';

/** Why one element of a batch was not stored. */
export type SaveProblem = {
  readonly index: number;
  readonly category: ErrorCategory;
  readonly code: ErrorCode;
  readonly pointer: string;
  readonly detail: string;
};

export type Saved<T> = { readonly index: number; readonly before: T | undefined; readonly after: T };
export type SaveResult<T> = { readonly saved: readonly Saved<T>[]; readonly problems: readonly SaveProblem[] };

export function faultOfProblem(problem: SaveProblem): AppError {
  const { category, code, pointer, detail } = problem;
  return fault(category, code, `${pointer} ${detail}.`, [{ pointer, detail }]);
}

/** What one element gave; throws its problem. */
export function onlyOne<T>({ saved, problems }: SaveResult<T>): T {
  if (problems[0] !== undefined) throw faultOfProblem(problems[0]);
  if (saved[0] === undefined) throw new Error('an element was neither stored nor refused');
  return saved[0].after;
}

export type BatchAnswer<T> = {
  readonly saved: readonly Saved<T>[];
  readonly rejected: readonly { readonly index: number; readonly problem: Problem }[];
};

/** Stores the good elements of a batch and tells what is wrong with the others, all by their place in the batch. */
export async function saveBatch<S extends TSchema, T>(
  candidates: readonly unknown[],
  parser: Parser<S>,
  save: (inputs: readonly Static<S>[]) => Promise<SaveResult<T>>,
): Promise<BatchAnswer<T>> {
  const good: { index: number; input: Static<S> }[] = [];
  const rejected: { index: number; problem: Problem }[] = [];
  candidates.forEach((candidate, index) => {
    const check = parser.check(candidate);
    if (check.ok) good.push({ index, input: check.value });
    else {
      const error = fault('invalid', 'INPUT_INVALID', `Element ${index} does not fit the schema.`, check.problems);
      rejected.push({ index, problem: problemOf(error) });
    }
  });
  const { saved, problems } = await save(good.map(({ input }) => input));
  const placeOf = (index: number): number => good[index]?.index ?? -1;
  for (const problem of problems)
    rejected.push({ index: placeOf(problem.index), problem: problemOf(faultOfProblem(problem)) });
  return {
    saved: saved.map((one) => ({ ...one, index: placeOf(one.index) })),
    rejected: rejected.toSorted((a, b) => a.index - b.index),
  };
}
