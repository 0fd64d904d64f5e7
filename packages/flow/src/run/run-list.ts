import type { TaskItem } from '../definition/task.ts';
import type { JsonValue } from '../definition/json.ts';
import type { RunEvent } from './effect.ts';
import type { ListFrame } from './state.ts';
import { waiting, type ListOutcome, type Outcome, type Step, type Surroundings } from './step.ts';

export function newList(data: JsonValue): ListFrame {
  return { at: 0, jumps: 0, data, node: null };
}

/** Begins task after task of a list until one waits, the list ends, or others should have their turn. */
export function runList(
  step: Step,
  items: readonly TaskItem[],
  frame: ListFrame,
  suffix: string,
  around: Surroundings,
): ListOutcome {
  for (;;) {
    const item = items[frame.at];
    if (item === undefined) return { kind: 'done', output: frame.data, isExit: false };
    if (step.budget <= 0) return takeTurns(step);
    const key = `${item.task.pointer}${suffix}#${frame.jumps + 1}`;
    const { node, outcome } = step.runner.beginTask(step, item, frame.data, key, around);
    frame.node = node;
    const ended = after(frame, outcome);
    if (ended !== null) return ended;
  }
}

/** As runList, beginning with an event for the task under way; null when that does not wait for it. */
export function resumeList(
  step: Step,
  items: readonly TaskItem[],
  frame: ListFrame,
  suffix: string,
  around: Surroundings,
  event: RunEvent,
): ListOutcome | null {
  const { node } = frame;
  if (node === null) return event.kind === 'continue' ? runList(step, items, frame, suffix, around) : null;
  const item = step.compiled.taskAt(node.pointer);
  const outcome = step.runner.resumeTask(step, item, node, frame.data, around, event);
  if (outcome === null) return null;
  return after(frame, outcome) ?? runList(step, items, frame, suffix, around);
}

/** Notes in the frame how its task ended; answers what the list has come to, or null to go on. A task that failed stays for a retry. */
function after(frame: ListFrame, outcome: Outcome): ListOutcome | null {
  if (outcome.kind !== 'done') return outcome;
  frame.node = null;
  frame.data = outcome.output;
  if (outcome.next === 'exit') return { kind: 'done', output: outcome.output, isExit: true };
  const next = outcome.next ?? frame.at + 1;
  if (next <= frame.at) frame.jumps += 1;
  frame.at = next;
  return null;
}

function takeTurns(step: Step): ListOutcome {
  if (!step.effects.some(({ kind }) => kind === 'continue')) step.effects.push({ kind: 'continue' });
  return waiting;
}
