import type { WaitTask } from '../../definition/task.ts';
import type { RunEvent } from '../effect.ts';
import { resolveDuration } from '../evaluate.ts';
import type { TaskNode } from '../state.ts';
import { waiting, type BodyOutcome, type Place, type Step } from '../step.ts';

export function workOnWait(
  step: Step,
  task: WaitTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) {
    const durationMs = resolveDuration(step, task.duration, { data: place.input }, place);
    if (durationMs === 0) return { kind: 'done', output: place.input };
    node.body = { kind: 'answer' };
    step.effects.push({ kind: 'timer', key: node.key, atMs: step.moment.nowMs + durationMs });
    return waiting;
  }
  if (event.kind !== 'timer' || event.key !== node.key || node.fault !== undefined) return null;
  return { kind: 'done', output: place.input };
}
