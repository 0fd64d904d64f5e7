import type { JsonValue } from '../definition/json.ts';
import type { JournalEntry } from './effect.ts';
import type { RunError } from './run-error.ts';
import { sizeWithin } from './size-within.ts';
import type { TaskNode } from './state.ts';
import type { Step } from './step.ts';

/** Notes what happened to a task. Outputs that are too large are left out. */
export function noteTask(
  step: Step,
  kind: JournalEntry['kind'],
  node: TaskNode,
  details: { readonly output?: JsonValue; readonly error?: RunError } = {},
): void {
  const { output, error } = details;
  const fits = output !== undefined && sizeWithin(output, step.compiled.limits.journalValue) >= 0;
  step.journal.push({
    kind,
    task: node.pointer,
    key: node.key,
    no: node.no,
    atMs: step.moment.nowMs,
    startedAtMs: node.startedAtMs,
    ...(node.told === true ? { told: true } : {}),
    ...(fits ? { output } : {}),
    ...(error === undefined ? {} : { error }),
  });
}

/** Notes what happened to the run. */
export function noteRun(
  step: Step,
  kind: JournalEntry['kind'],
  details: { readonly output?: JsonValue; readonly error?: RunError } = {},
): void {
  const { output, error } = details;
  const fits = output !== undefined && sizeWithin(output, step.compiled.limits.journalValue) >= 0;
  step.journal.push({
    kind,
    task: null,
    key: null,
    no: 0,
    atMs: step.moment.nowMs,
    ...(fits ? { output } : {}),
    ...(error === undefined ? {} : { error }),
  });
}
