import type { SwitchTask } from '../../definition/task.ts';
import { evaluate, isTrue } from '../evaluate.ts';
import type { BodyOutcome, Place, Step } from '../step.ts';

/** Takes the first case that matches, else the one without a condition, else goes on as the task itself says. */
export function choose(step: Step, task: SwitchTask, place: Place): BodyOutcome {
  const data = place.input;
  const found =
    task.cases.find(({ when }) => when !== null && isTrue(evaluate(step, when, { data }, place))) ??
    task.cases.find(({ when }) => when === null);
  return { kind: 'done', output: data, ...(found === undefined ? {} : { next: found.next }) };
}
