import type { DataFlowExport } from '../definition/data-flow.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Schema } from '../definition/resource.ts';
import type { Task } from '../definition/task.ts';
import { resolve, type Subject } from './evaluate.ts';
import { faultOf } from './run-error.ts';
import type { Place, Step } from './step.ts';

/** `output.as`, its schema, `export.as`, its schema, in this order. */
export function shapeOutput(step: Step, task: Task, place: Place, rawOutput: JsonValue): JsonValue {
  const { output: shaping } = task;
  const output = shaping.as === null ? rawOutput : resolve(step, shaping.as, { data: rawOutput, rawOutput }, place);
  checkValue(step, shaping.schema, output, place, 'output');
  exportContext(step, task.export, { data: output, output, rawOutput }, place);
  return output;
}

export function exportContext(step: Step, exporting: DataFlowExport, subject: Subject, place: Place): void {
  if (exporting.as === null) return;
  const context = resolve(step, exporting.as, subject, place);
  checkValue(step, exporting.schema, context, place, 'exported context');
  step.state.context = context;
}

/** Throws a validation fault when a value does not fit. */
export function checkValue(
  step: Step,
  schema: Schema | null,
  value: JsonValue,
  place: { readonly pointer: string },
  what: string,
): void {
  if (schema === null) return;
  const problem = step.compiled.check(schema, value);
  if (problem !== undefined) throw faultOf('validation', `The ${what} does not fit: ${problem}.`, place.pointer);
}
