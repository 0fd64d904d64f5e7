import type { ForTask } from '../../definition/task.ts';
import type { RunEvent } from '../effect.ts';
import { evaluate, isTrue, resolve } from '../evaluate.ts';
import { faultOf } from '../run-error.ts';
import { newList } from '../run-list.ts';
import type { Body, TaskNode } from '../state.ts';
import { suffixOf, type BodyOutcome, type ListOutcome, type Place, type Step } from '../step.ts';

type ForBody = Extract<Body, { kind: 'for' }>;

/**
 * Runs the tasks once for each item, one after the other. The first gets the task's input, each other one what the one before put out;
 * `while` is asked before each. What the last one put out is the task's output.
 */
export function workOnFor(
  step: Step,
  task: ForTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) {
    const items = resolve(step, task.in, { data: place.input }, place);
    if (!Array.isArray(items))
      throw faultOf(
        'expression',
        `"for.in" gives no list, but ${JSON.stringify(items)?.slice(0, 200)}.`,
        place.pointer,
      );
    const body: ForBody = { kind: 'for', items, index: 0, list: newList(place.input) };
    node.body = body;
    return iterate(step, task, body, place, 'begin');
  }
  const { body } = node;
  if (body?.kind !== 'for') return null;
  const outcome = step.runner.resumeList(
    step,
    task.tasks,
    body.list,
    suffix(body, place),
    within(task, body, place),
    event,
  );
  return outcome === null ? null : iterate(step, task, body, place, outcome);
}

function iterate(step: Step, task: ForTask, body: ForBody, place: Place, ended: ListOutcome | 'begin'): BodyOutcome {
  if (ended !== 'begin') {
    if (ended.kind !== 'done') return ended;
    body.index += 1;
    body.list = newList(ended.output);
  }
  while (body.index < body.items.length) {
    const around = within(task, body, place);
    const { data } = body.list;
    if (task.while !== null && !isTrue(evaluate(step, task.while, { data }, around))) break;
    const outcome = step.runner.runList(step, task.tasks, body.list, suffix(body, place), around);
    if (outcome.kind !== 'done') return outcome;
    body.index += 1;
    body.list = newList(outcome.output);
  }
  return { kind: 'done', output: body.list.data };
}

function within(task: ForTask, body: ForBody, place: Place): Place {
  const item = body.items[body.index] ?? null;
  return {
    ...place,
    depth: place.depth + 1,
    variables: { ...place.variables, [task.each]: item, [task.at]: body.index },
  };
}

function suffix(body: ForBody, place: Place): string {
  return `${suffixOf(place.key, place.pointer)}@${body.index}`;
}
