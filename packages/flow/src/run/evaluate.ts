import { JqError, type JqValue } from '@barrow/jq';
import type { Duration, Expression, Template, UriPart, UriTemplate } from '../definition/expression.ts';
import { expandUri } from '../data/expand-uri.ts';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import { isoDurationMs } from '../parse/iso-duration.ts';
import { describeAuthorization } from './authorization.ts';
import type { CompiledExpression } from './compile-workflow.ts';
import { describeTask, describeWorkflow } from './describe.ts';
import { faultOf } from './run-error.ts';
import type { Place, Step } from './step.ts';

/** What an expression is evaluated on: `data` is its `.`. The outputs are the task's, where there are any yet. */
export type Subject = { readonly data: JsonValue; readonly output?: JsonValue; readonly rawOutput?: JsonValue };

/** What the workflow's own expressions see: no task stands around them. */
export type Where = Place | null;

/** Evaluates an expression to its first output, null when it has none. Throws a TaskFault of the type expression. */
export function evaluate(step: Step, expression: Expression, subject: Subject, place: Where): JsonValue {
  const compiled = step.compiled.expression(expression.source);
  if (compiled === undefined)
    throw faultOf('expression', `"${expression.source}" is not an expression.`, pointerOf(place));
  return run(step, compiled, expression.source, subject, place);
}

function run(step: Step, compiled: CompiledExpression, source: string, subject: Subject, place: Where): JsonValue {
  const bindings: Record<string, JqValue> = {};
  for (const name of compiled.uses) bindings[name] = variable(step, name, subject, place);
  try {
    const nowS = step.moment.nowMs / 1000;
    return compiled.program.first(subject.data, bindings, { now: () => nowS }) ?? null;
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    throw faultOf('expression', `"${source.slice(0, 200)}": ${error.message.slice(0, 500)}`, pointerOf(place));
  }
}

/** The value that a variable has at a place. Throws where secrets may not be seen. */
export function variable(step: Step, name: string, subject: Subject, place: Where): JsonValue {
  if (place !== null && Object.hasOwn(place.variables, name)) return place.variables[name] ?? null;
  switch (name) {
    case 'context':
      return step.state.context;
    case 'input':
      return place?.input ?? null;
    case 'output':
      return subject.output ?? null;
    case 'task':
      return place === null ? null : describeTask(step.compiled, place, subject.rawOutput);
    case 'workflow':
      return describeWorkflow(step.compiled, step.state);
    case 'authorization':
      return place === null ? null : authorization(step, place);
    case 'runtime':
      return { ...step.compiled.runtime, metadata: {} };
    case 'secrets':
      if (step.compiled.secrets !== null) return step.compiled.secrets;
      throw faultOf(
        'authorization',
        'Secrets are given to calls and their authentication only: use $secrets there.',
        pointerOf(place),
      );
    default:
      return null;
  }
}

function authorization(step: Step, place: Place): JsonValue {
  const { task } = step.compiled.taskAt(place.pointer);
  return describeAuthorization(task, (template) => {
    const isSeen = expressionsOf(template).every(({ source }) => {
      const uses = step.compiled.expression(source)?.uses ?? [];
      return !uses.includes('secrets') && !uses.includes('authorization');
    });
    return isSeen ? resolve(step, template, { data: place.input }, place) : null;
  });
}

function expressionsOf(template: Template): readonly Expression[] {
  if (template.kind === 'expression' || template.kind === 'loose') return [template.expression];
  return template.kind === 'text' ? template.parts.filter((part) => typeof part !== 'string') : [];
}

/** Evaluates a value that may hold expressions. */
export function resolve(step: Step, template: Template, subject: Subject, place: Where): JsonValue {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluate(step, template.expression, subject, place);
    case 'loose':
      return loosely(step, template.expression, subject, place);
    case 'text':
      return template.parts
        .map((part) => (typeof part === 'string' ? part : asText(evaluate(step, part, subject, place))))
        .join('');
    case 'list':
      return template.items.map((item) => resolve(step, item, subject, place));
    case 'object':
      return Object.fromEntries(
        template.entries.map(({ name, value }) => [name, resolve(step, value, subject, place)]),
      );
  }
}

/** In loose mode, what is no expression or fails stands for itself. */
function loosely(step: Step, expression: Expression, subject: Subject, place: Where): JsonValue {
  const compiled = step.compiled.expression(expression.source);
  if (compiled === undefined) return expression.source;
  try {
    return run(step, compiled, expression.source, subject, place);
  } catch {
    return expression.source;
  }
}

export function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Null counts as false, as in jq. */
export function isTrue(value: JsonValue): boolean {
  return value !== false && value !== null;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A URI with its variables filled in from the subject. */
export function resolveUri(step: Step, template: UriTemplate, subject: Subject, place: Where): string {
  if (template.kind === 'expression') return asText(evaluate(step, template.expression, subject, place));
  return template.parts.map((part) => resolveUriPart(step, part, subject, place)).join('');
}

export function resolveUriPart(step: Step, part: UriPart, subject: Subject, place: Where): string {
  if (typeof part !== 'string' && 'source' in part) return asText(evaluate(step, part, subject, place));
  const expanded = expandUri([part], subject.data);
  if (expanded.ok) return expanded.value;
  throw faultOf('expression', `The variable {${expanded.detail}} of a URI is a list or a map.`, pointerOf(place));
}

/** Milliseconds. Throws a fault when an expression gives no duration. */
export function resolveDuration(step: Step, duration: Duration, subject: Subject, place: Where): number {
  if (duration.kind === 'fixed') return duration.durationMs;
  const value = evaluate(step, duration.expression, subject, place);
  const durationMs = typeof value === 'string' ? isoDurationMs(value) : typeof value === 'number' ? value : null;
  if (durationMs !== null && durationMs >= 0 && Number.isFinite(durationMs)) return durationMs;
  throw faultOf(
    'expression',
    `"${duration.expression.source}" gives ${JSON.stringify(value)}, which is no duration such as "PT15M".`,
    pointerOf(place),
  );
}

function pointerOf(place: Where): string {
  return place?.pointer ?? '';
}
