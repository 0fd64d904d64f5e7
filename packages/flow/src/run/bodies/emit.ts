import type { EmitTask } from '../../definition/task.ts';
import { isoTime } from '../describe.ts';
import { resolve } from '../evaluate.ts';
import type { TaskNode } from '../state.ts';
import type { BodyOutcome, Place, Step } from '../step.ts';

/** Puts out an event, and gives it as the task's output. Its id is the task's key: emitted again, it is the same event. */
export function emit(step: Step, task: EmitTask, node: TaskNode, place: Place): BodyOutcome {
  const { document } = step.compiled.workflow;
  const attributes = Object.fromEntries(
    task.attributes.map(({ name, value }) => [name, resolve(step, value, { data: place.input }, place)]),
  );
  const event = {
    specversion: '1.0',
    id: `${step.state.runId}${node.key}`,
    source: `/${document.namespace}/${document.name}/${document.version}`,
    time: isoTime(step.moment.nowMs),
    ...attributes,
  };
  step.effects.push({ kind: 'emit', key: node.key, task: node.pointer, event });
  return { kind: 'done', output: event };
}
