import { refusal, success, type Outcome } from '@barrow/kernel';
import type { Pointer } from '../definition/pointer.ts';
import type { Workflow } from '../definition/workflow.ts';
import type { Position, Problem } from '../source/problem.ts';
import { readSource } from '../source/read-source.ts';
import { readTaskList } from './read-task-list.ts';
import { emptyDeclared } from './read-use.ts';
import { modeOf, readWorkflow } from './read-workflow.ts';
import { createProblemList, type Reading } from './reading.ts';

export type ParsedDefinition = {
  readonly workflow: Workflow;
  /** What is odd but can be run. */
  readonly warnings: readonly Problem[];
  /** Where the value of a pointer stands in the text. */
  readonly positionOf: (pointer: Pointer) => Position;
};

/**
 * Reads a definition from YAML or JSON. Refused with everything that is wrong, in the order of the text, warnings included. Never throws,
 * whatever the text.
 */
export function parseDefinition(text: string): Outcome<ParsedDefinition, 'invalid', readonly Problem[]> {
  const source = readSource(text);
  if (!source.ok) return source;
  const { value, map } = source.value;
  const list = createProblemList(map);
  const reading: Reading = {
    mode: modeOf(value),
    declared: emptyDeclared(),
    report: list.report,
    warn: list.warn,
    tasks: (tasks, pointer, local, where) => readTaskList(reading, tasks, pointer, local, where),
  };
  const workflow = readWorkflow(reading, value);
  const problems = list.problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (problems.some((problem) => problem.severity === 'error')) return refusal('invalid', problems);
  return success({ workflow, warnings: problems, positionOf: (pointer) => map.positionOf(pointer) });
}
