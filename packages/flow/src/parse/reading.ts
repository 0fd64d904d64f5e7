import type { Authentication } from '../definition/authentication.ts';
import type { ErrorDefinition, RetryPolicy } from '../definition/error.ts';
import type { Duration } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { Endpoint } from '../definition/resource.ts';
import type { Task, TaskItem } from '../definition/task.ts';
import { sourceLimits } from '../source/limits.ts';
import type { Problem, ProblemCode } from '../source/problem.ts';
import type { SourceMap } from '../source/source-map.ts';
import type { Scope } from './scope.ts';

/** What can be referred to by name. What is wrong itself is listed all the same, so that its uses are not reported too. */
export type Declared = {
  readonly authentications: Map<string, Authentication>;
  readonly catalogs: Map<string, Endpoint>;
  readonly errors: Map<string, ErrorDefinition>;
  readonly functions: Map<string, Task | null>;
  readonly retries: Map<string, RetryPolicy>;
  readonly secrets: Set<string>;
  readonly timeouts: Map<string, Duration>;
};

/**
 * The reading of one definition. Readers report what is wrong and give something of the right type back, so that reading goes
 * on and finds everything; a definition with errors is thrown away at the end.
 */
export type Reading = {
  readonly mode: 'strict' | 'loose';
  readonly declared: Declared;
  readonly report: (code: ProblemCode, pointer: Pointer, message: string, where?: Where) => void;
  readonly warn: (code: ProblemCode, pointer: Pointer, message: string, where?: Where) => void;
  /** Reads a list of tasks. Here because tasks hold tasks. */
  readonly tasks: (
    value: JsonValue,
    pointer: Pointer,
    local: Scope,
    where?: 'list' | 'branches',
  ) => readonly TaskItem[];
};

/** Where a problem stands: at the value (when nothing is said), at its key, or at a character of its text. */
export type Where = 'key' | { readonly text: string; readonly index: number };

export type ProblemList = {
  readonly problems: readonly Problem[];
  readonly report: Reading['report'];
  readonly warn: Reading['warn'];
};

/** Gathers problems, each once, up to the limit; errors are never crowded out by warnings. */
export function createProblemList(map: SourceMap): ProblemList {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const counts = { error: 0, warning: 0 };
  const add =
    (severity: Problem['severity']): Reading['report'] =>
    (code, pointer, message, where) => {
      const key = `${severity} ${code} ${pointer} ${message}`;
      if (counts[severity] >= sourceLimits.problems || seen.has(key)) return;
      counts[severity] += 1;
      seen.add(key);
      problems.push({ severity, code, message, pointer, ...positionIn(map, pointer, where) });
    };
  return { problems, report: add('error'), warn: add('warning') };
}

function positionIn(map: SourceMap, pointer: Pointer, where: Where | undefined): { line: number; column: number } {
  if (where === undefined) return map.positionOf(pointer);
  return where === 'key' ? map.keyPositionOf(pointer) : map.positionWithin(pointer, where.text, where.index);
}
