import type { JsonValue } from '../definition/json.ts';
import type { FlowDirective, Task, TaskItem } from '../definition/task.ts';
import { abandonNode, timeoutKey } from './abandon.ts';
import type { RunEvent } from './effect.ts';
import { evaluate, isTrue, resolve, resolveDuration } from './evaluate.ts';
import { noteTask } from './journal.ts';
import { faultOf, standardError, TaskFault, type RunError } from './run-error.ts';
import type { TaskNode } from './state.ts';
import {
  waiting,
  type Begun,
  type BodyOutcome,
  type Outcome,
  type Place,
  type Step,
  type Surroundings,
} from './step.ts';
import { checkValue, shapeOutput } from './shape.ts';
import { workOn } from './extensions.ts';

function placeOf(item: TaskItem, node: TaskNode, raw: JsonValue, around: Surroundings): Place {
  return {
    ...around,
    pointer: node.pointer,
    name: item.name,
    key: node.key,
    raw,
    input: node.input ?? raw,
    startedAtMs: node.startedAtMs,
  };
}

/** Begins a task and works on it as far as it goes. Whatever is wrong with it becomes its fault. */
export function beginTask(step: Step, item: TaskItem, raw: JsonValue, key: string, around: Surroundings): Begun {
  step.budget -= 1;
  step.state.steps += 1;
  const { pointer } = item.task;
  const node: TaskNode = { pointer, key, no: step.state.steps, startedAtMs: step.moment.nowMs, body: null };
  return { node, outcome: enter(step, item, node, raw, around) };
}

function enter(step: Step, item: TaskItem, node: TaskNode, raw: JsonValue, around: Surroundings): Outcome {
  const { task } = item;
  const before = placeOf(item, node, raw, around);
  return guarded(step, task, node, before, () => {
    checkLimits(step, before);
    if (task.if !== null && !isTrue(evaluate(step, task.if, { data: raw }, before))) {
      noteTask(step, 'task.skipped', node);
      return { skipped: true };
    }
    checkValue(step, task.input.schema, raw, before, 'input');
    if (task.input.from !== null) node.input = resolve(step, task.input.from, { data: raw }, before);
    const place = placeOf(item, node, raw, around);
    return { outcome: workOn(step, item, node, place, null) ?? waiting, place };
  });
}

/** Hands an event to a task that waits; null when it does not wait for it. */
export function resumeTask(
  step: Step,
  item: TaskItem,
  node: TaskNode,
  raw: JsonValue,
  around: Surroundings,
  event: RunEvent,
): Outcome | null {
  const place = placeOf(item, node, raw, around);
  if (event.kind === 'timer' && event.key === timeoutKey(node.key)) {
    abandonNode(step, node);
    return fail(step, node, standardError('timeout', 'The task took longer than its timeout allows.', node.pointer));
  }
  let mine = true;
  const outcome = guarded(step, item.task, node, place, () => {
    const worked = workOn(step, item, node, place, event);
    if (worked !== null) {
      if (worked.kind !== 'failed') delete node.fault;
      return { outcome: worked, place };
    }
    mine = false;
    return { outcome: waiting, place };
  });
  if (mine) return outcome;
  if (event.kind !== 'retry' || node.fault === undefined) return null;
  return again(step, item, node, raw, around);
}

/** Begins a task that failed once more, under another key. */
function again(step: Step, item: TaskItem, node: TaskNode, raw: JsonValue, around: Surroundings): Outcome {
  node.again = (node.again ?? 0) + 1;
  node.key = `${node.key.replace(/![0-9]+$/, '')}!${node.again}`;
  node.startedAtMs = step.moment.nowMs;
  node.body = null;
  delete node.fault;
  delete node.input;
  delete node.around;
  delete node.told;
  delete node.hasTimeout;
  noteTask(step, 'task.retried', node);
  return enter(step, item, node, raw, around);
}

type Worked = { readonly skipped: true } | { readonly outcome: BodyOutcome; readonly place: Place };

/** Runs a part of a task: what it throws as a fault is the task's, and its output is shaped. */
function guarded(step: Step, task: Task, node: TaskNode, raw: Place, work: () => Worked): Outcome {
  try {
    const worked = work();
    if ('skipped' in worked) return { kind: 'done', output: raw.raw };
    return settle(step, task, node, worked.place, worked.outcome);
  } catch (error) {
    if (!(error instanceof TaskFault)) throw error;
    abandonNode(step, node);
    return fail(step, node, error.error);
  }
}

function settle(step: Step, task: Task, node: TaskNode, place: Place, outcome: BodyOutcome): Outcome {
  switch (outcome.kind) {
    case 'waiting':
      armTimeout(step, task, node, place);
      if (node.told !== true && (node.body?.kind === 'answer' || node.body?.kind === 'listen')) {
        noteTask(step, 'task.started', node);
        node.told = true;
      }
      return outcome;
    case 'failed':
      abandonNode(step, node);
      return fail(step, node, outcome.error);
    case 'end':
      dropTimeout(step, node);
      noteTask(step, 'task.completed', node, { output: outcome.output });
      delete node.told;
      return outcome;
    case 'done': {
      const output = shapeOutput(step, task, place, outcome.output);
      dropTimeout(step, node);
      noteTask(step, 'task.completed', node, { output });
      // Where it ends the whole run, there is nothing of it left to give up.
      node.body = null;
      delete node.told;
      return directed(outcome.next ?? task.next, output);
    }
  }
}

function directed(directive: FlowDirective, output: JsonValue): Outcome {
  switch (directive.kind) {
    case 'continue':
      return { kind: 'done', output };
    case 'exit':
      return { kind: 'done', output, next: 'exit' };
    case 'end':
      return { kind: 'end', output };
    case 'task':
      return { kind: 'done', output, next: directive.index };
  }
}

function fail(step: Step, node: TaskNode, error: RunError): Outcome {
  dropTimeout(step, node);
  const told = error.instance === undefined ? { ...error, instance: node.pointer } : error;
  node.fault = told;
  noteTask(step, 'task.faulted', node, { error: told });
  return { kind: 'failed', error: told };
}

function armTimeout(step: Step, task: Task, node: TaskNode, place: Place): void {
  if (task.timeout === null || node.hasTimeout === true) return;
  const afterMs = resolveDuration(step, task.timeout, { data: place.input }, place);
  node.hasTimeout = true;
  step.effects.push({ kind: 'timer', key: timeoutKey(node.key), atMs: node.startedAtMs + afterMs });
}

function dropTimeout(step: Step, node: TaskNode): void {
  if (node.hasTimeout !== true) return;
  delete node.hasTimeout;
  step.effects.push({ kind: 'abandon', key: timeoutKey(node.key) });
}

function checkLimits(step: Step, place: Place): void {
  const { steps, nesting } = step.compiled.limits;
  if (step.state.steps > steps)
    throw faultOf(
      'runtime',
      `The run has begun more than ${steps} tasks: is there a loop without an end?`,
      place.pointer,
    );
  if (place.depth > nesting)
    throw faultOf('runtime', `Tasks stand more than ${nesting} deep within each other.`, place.pointer);
}
