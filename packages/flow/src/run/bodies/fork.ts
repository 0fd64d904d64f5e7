import type { ForkTask } from '../../definition/task.ts';
import { abandonNode } from '../abandon.ts';
import type { RunEvent } from '../effect.ts';
import { noteTask } from '../journal.ts';
import type { Body, Branch, TaskNode } from '../state.ts';
import { suffixOf, waiting, type BodyOutcome, type Outcome, type Place, type Step } from '../step.ts';

type ForkBody = Extract<Body, { kind: 'fork' }>;

/**
 * Runs branches side by side, each on the task's input. All: a list of what they put out, in their order; one that fails fails the task
 * and ends the others. `compete`: what the first one to end well puts out; a branch that fails has lost, and only when all have does the
 * task fail, with the last error.
 */
export function workOnFork(
  step: Step,
  task: ForkTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) {
    const body: ForkBody = { kind: 'fork', branches: task.branches.map(() => ({ node: null, done: false })) };
    node.body = body;
    return begin(step, task, body, place);
  }
  const { body } = node;
  if (body?.kind !== 'fork') return null;
  return resume(step, task, body, place, event);
}

const within = (place: Place): Place => ({ ...place, depth: place.depth + 1 });

/** Begins the branches that have not begun, as far as the budget goes. */
function begin(step: Step, task: ForkTask, body: ForkBody, place: Place): BodyOutcome {
  const suffix = suffixOf(place.key, place.pointer);
  for (const [index, item] of task.branches.entries()) {
    const branch = body.branches[index];
    if (branch === undefined || branch.done || branch.node !== null) continue;
    if (step.budget <= 0) {
      if (!step.effects.some(({ kind }) => kind === 'continue')) step.effects.push({ kind: 'continue' });
      return waiting;
    }
    const begun = step.runner.beginTask(step, item, place.input, `${item.task.pointer}${suffix}#1`, within(place));
    branch.node = begun.node;
    const ended = take(step, task, body, branch, begun.outcome);
    if (ended !== null) return ended;
  }
  return conclude(task, body);
}

function resume(step: Step, task: ForkTask, body: ForkBody, place: Place, event: RunEvent): BodyOutcome | null {
  let isMine = false;
  for (const [index, item] of task.branches.entries()) {
    const branch = body.branches[index];
    if (branch === undefined || branch.node === null) continue;
    const outcome = step.runner.resumeTask(step, item, branch.node, place.input, within(place), event);
    if (outcome === null) continue;
    isMine = true;
    const ended = take(step, task, body, branch, outcome);
    if (ended !== null) return ended;
    // Only turns and retries concern several branches.
    if (event.kind !== 'continue' && event.kind !== 'retry') break;
  }
  const isUnbegun = body.branches.some((branch) => !branch.done && branch.node === null);
  if (isUnbegun && (isMine || event.kind === 'continue')) return begin(step, task, body, place);
  return isMine ? conclude(task, body) : null;
}

/** Notes how a branch stands; answers what the task has come to by it, or null. */
function take(step: Step, task: ForkTask, body: ForkBody, branch: Branch, outcome: Outcome): BodyOutcome | null {
  delete branch.fault;
  switch (outcome.kind) {
    case 'waiting':
      return null;
    case 'end':
      endOthers(step, body, branch);
      return outcome;
    case 'failed':
      if (!task.compete) {
        endOthers(step, body, branch);
        return outcome;
      }
      branch.fault = outcome.error;
      return body.branches.every((one) => one.fault !== undefined) ? outcome : null;
    case 'done':
      branch.node = null;
      branch.done = true;
      branch.output = outcome.output;
      if (!task.compete) return null;
      endOthers(step, body, branch);
      return { kind: 'done', output: outcome.output };
  }
}

function endOthers(step: Step, body: ForkBody, branch: Branch): void {
  for (const other of body.branches) {
    if (other === branch || other.node === null || other.node.fault !== undefined) continue;
    abandonNode(step, other.node);
    noteTask(step, 'task.cancelled', other.node);
  }
}

function conclude(task: ForkTask, body: ForkBody): BodyOutcome {
  if (task.compete && body.branches.length > 0) return waiting;
  if (!body.branches.every(({ done }) => done)) return waiting;
  return { kind: 'done', output: body.branches.map(({ output }) => output ?? null) };
}
