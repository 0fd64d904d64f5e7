import type { Template } from '../../definition/expression.ts';
import type { RaiseTask } from '../../definition/task.ts';
import { asText, resolve, resolveUri } from '../evaluate.ts';
import type { BodyOutcome, Place, Step } from '../step.ts';

/** Fails with the error of the definition; its instance is the task's pointer unless the definition says otherwise. */
export function raise(step: Step, task: RaiseTask, place: Place): BodyOutcome {
  const { error } = task;
  const subject = { data: place.input };
  const text = (name: string, template: Template | null): object =>
    template === null ? {} : { [name]: asText(resolve(step, template, subject, place)) };
  return {
    kind: 'failed',
    error: {
      type: resolveUri(step, error.type, subject, place),
      status: error.status,
      ...text('title', error.title),
      ...text('detail', error.detail),
      instance: place.pointer,
      ...text('instance', error.instance),
    },
  };
}
