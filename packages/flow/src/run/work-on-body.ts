import type { TaskItem } from '../definition/task.ts';
import { workOnCall } from './bodies/call.ts';
import { emit } from './bodies/emit.ts';
import { workOnFor } from './bodies/for.ts';
import { workOnFork } from './bodies/fork.ts';
import { workOnListen } from './bodies/listen.ts';
import { raise } from './bodies/raise.ts';
import { workOnRun } from './bodies/run.ts';
import { choose } from './bodies/switch.ts';
import { workOnTry } from './bodies/try.ts';
import { workOnWait } from './bodies/wait.ts';
import type { RunEvent } from './effect.ts';
import { resolve } from './evaluate.ts';
import { newList } from './run-list.ts';
import type { TaskNode } from './state.ts';
import { suffixOf, type BodyOutcome, type ListOutcome, type Place, type Step } from './step.ts';

/** Works on a task itself. `event` is null to begin; the answer is null when the task does not wait for the event. */
export function workOnBody(
  step: Step,
  { task }: TaskItem,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  switch (task.kind) {
    case 'set':
      return event === null ? { kind: 'done', output: resolve(step, task.value, { data: place.input }, place) } : null;
    case 'switch':
      return event === null ? choose(step, task, place) : null;
    case 'raise':
      return event === null ? raise(step, task, place) : null;
    case 'emit':
      return event === null ? emit(step, task, node, place) : null;
    case 'do':
      return workOnDo(step, task.tasks, node, place, event);
    case 'for':
      return workOnFor(step, task, node, place, event);
    case 'fork':
      return workOnFork(step, task, node, place, event);
    case 'try':
      return workOnTry(step, task, node, place, event);
    case 'wait':
      return workOnWait(step, task, node, place, event);
    case 'listen':
      return workOnListen(step, task, node, place, event);
    case 'call':
      return workOnCall(step, task, node, place, event);
    case 'run':
      return workOnRun(step, task, node, place, event);
  }
}

function workOnDo(
  step: Step,
  tasks: readonly TaskItem[],
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  const suffix = suffixOf(place.key, place.pointer);
  const around = { ...place, depth: place.depth + 1 };
  if (event === null) {
    const list = newList(place.input);
    node.body = { kind: 'list', list };
    return asBody(step.runner.runList(step, tasks, list, suffix, around));
  }
  if (node.body?.kind !== 'list') return null;
  const outcome = step.runner.resumeList(step, tasks, node.body.list, suffix, around, event);
  return outcome === null ? null : asBody(outcome);
}

function asBody(outcome: ListOutcome): BodyOutcome {
  return outcome.kind === 'done' ? { kind: 'done', output: outcome.output } : outcome;
}
