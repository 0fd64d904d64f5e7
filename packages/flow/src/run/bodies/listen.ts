import type { EventFilter, UntilStrategy } from '../../definition/event.ts';
import type { Expression } from '../../definition/expression.ts';
import type { JsonObject, JsonValue } from '../../definition/json.ts';
import type { CallTask, ListenTask, SubscriptionIterator } from '../../definition/task.ts';
import type { RunEvent } from '../effect.ts';
import { evaluate, isTrue, resolve } from '../evaluate.ts';
import { passes, readEvent, roughFilter, typesOf } from '../event-filter.ts';
import { faultOf } from '../run-error.ts';
import { newList } from '../run-list.ts';
import { checkValue, exportContext } from '../shape.ts';
import type { ListenBody, TaskNode } from '../state.ts';
import { suffixOf, waiting, type BodyOutcome, type ListOutcome, type Place, type Step } from '../step.ts';

/** Listens until its strategy is met; puts out the events it consumed, in order, each as `foreach` made it. */
export function workOnListen(
  step: Step,
  task: ListenTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) return begin(step, task, node, place);
  const { body } = node;
  if (body?.kind !== 'listen' || node.fault !== undefined) return null;
  const isHeard = event.kind === 'event' && event.key === node.key;
  if (!isHeard) return resumeIteration(step, task, node, body, place, event);
  if (body.closed) return waiting;
  hear(step, task, body, event.event, place);
  // One is worked on: what was heard waits for its turn.
  if (body.list !== null) return waiting;
  return workOff(step, task, node, body, place);
}

function begin(step: Step, task: ListenTask, node: TaskNode, place: Place): BodyOutcome {
  const { to } = task;
  const until = to.kind === 'any' && to.until?.kind === 'events' ? filtersOf(to.until.strategy) : [];
  const own = to.kind === 'one' ? [to.filter] : to.filters;
  const known = (expression: Expression) => evaluate(step, expression, { data: null }, place);
  const rough = own.length === 0 ? [{}] : [...own, ...until].map((filter) => roughFilter(filter, known));
  node.body = {
    kind: 'listen',
    heard: own.map(() => false),
    until: until.map(() => false),
    outputs: [],
    queue: [],
    correlations: {},
    list: null,
    index: 0,
    closed: false,
  };
  step.effects.push({ kind: 'listen', key: node.key, task: node.pointer, types: typesOf(rough), filters: rough });
  return waiting;
}

function filtersOf(strategy: UntilStrategy): readonly EventFilter[] {
  return strategy.kind === 'one' ? [strategy.filter] : strategy.filters;
}

/** Takes an event in, or lets it go by. */
function hear(step: Step, task: ListenTask, body: ListenBody, event: JsonObject, place: Place): void {
  const { to } = task;
  if (to.kind === 'any' && to.until?.kind === 'events' && endsIt(step, to.until.strategy, body, event, place)) return;
  const filters = to.kind === 'one' ? [to.filter] : to.filters;
  if (to.kind === 'any' && filters.length === 0) consume(step, task, body, event, place);
  for (const [index, filter] of filters.entries()) {
    if (to.kind === 'all' && body.heard[index] === true) continue;
    const correlations = passes(step, filter, event, body.correlations, place);
    if (correlations === null) continue;
    body.correlations = correlations;
    body.heard[index] = true;
    consume(step, task, body, event, place);
    break;
  }
  if (to.kind === 'one' && body.heard[0] === true) body.closed = true;
  if (to.kind === 'all' && body.heard.every(Boolean)) body.closed = true;
  if (to.kind === 'any' && to.until === null && body.queue.length + body.outputs.length > 0) body.closed = true;
}

/** Whether the event is one of those that end the listening; they are not part of the output. */
function endsIt(step: Step, strategy: UntilStrategy, body: ListenBody, event: JsonObject, place: Place): boolean {
  let isOne = false;
  for (const [index, filter] of filtersOf(strategy).entries()) {
    if (body.until[index] === true || passes(step, filter, event, {}, place) === null) continue;
    body.until[index] = true;
    isOne = true;
    break;
  }
  if (!isOne) return false;
  body.closed = strategy.kind === 'all' ? body.until.every(Boolean) : true;
  return true;
}

function consume(step: Step, task: ListenTask, body: ListenBody, event: JsonObject, place: Place): void {
  body.queue.push(readEvent(event, task.read));
  if (body.queue.length > step.compiled.limits.queue)
    throw faultOf('runtime', `More than ${step.compiled.limits.queue} events wait for their turn.`, place.pointer);
}

/** Takes what is queued through `foreach`, one after the other, until one waits. */
function workOff(step: Step, task: ListenTask | CallTask, node: TaskNode, body: ListenBody, place: Place): BodyOutcome {
  for (;;) {
    if (hasEnough(step, task, body, place) || body.queue.length === 0) return conclude(step, node, body);
    const outcome = iterate(step, task.foreach, body, place);
    if (outcome.kind !== 'done') return outcome;
    finish(step, task.foreach, body, place, outcome.output);
  }
}

/** A condition that is met ends the listening, whatever else was heard. */
function hasEnough(step: Step, task: ListenTask | CallTask, body: ListenBody, place: Place): boolean {
  if (task.kind !== 'listen' || task.to.kind !== 'any' || task.to.until?.kind !== 'condition') return false;
  if (body.outputs.length === 0) return false;
  if (!isTrue(evaluate(step, task.to.until.condition, { data: body.outputs }, place))) return false;
  body.closed = true;
  body.queue = [];
  return true;
}

function conclude(step: Step, node: TaskNode, body: ListenBody): BodyOutcome {
  if (!body.closed) return waiting;
  if (node.told === true) step.effects.push({ kind: 'abandon', key: node.key });
  return { kind: 'done', output: body.outputs };
}

function iterate(step: Step, foreach: SubscriptionIterator | null, body: ListenBody, place: Place): ListOutcome {
  const item = body.queue[0] ?? null;
  if (foreach === null) return { kind: 'done', output: item, isExit: false };
  body.list ??= newList(item);
  return step.runner.runList(step, foreach.tasks, body.list, suffix(body, place), within(foreach, body, place));
}

/** The first of the queue is through: its output joins the task's. */
function finish(
  step: Step,
  foreach: SubscriptionIterator | null,
  body: ListenBody,
  place: Place,
  rawOutput: JsonValue,
): void {
  let output = rawOutput;
  if (foreach !== null) {
    const inside = within(foreach, body, place);
    if (foreach.output.as !== null) output = resolve(step, foreach.output.as, { data: rawOutput, rawOutput }, inside);
    checkValue(step, foreach.output.schema, output, place, 'output of an item');
    exportContext(step, foreach.export, { data: output, output, rawOutput }, inside);
  }
  body.outputs.push(output);
  body.queue.shift();
  body.list = null;
  body.index += 1;
}

function resumeIteration(
  step: Step,
  task: ListenTask | CallTask,
  node: TaskNode,
  body: ListenBody,
  place: Place,
  event: RunEvent,
): BodyOutcome | null {
  const { foreach } = task;
  if (foreach === null || body.list === null) return null;
  const inside = within(foreach, body, place);
  const outcome = step.runner.resumeList(step, foreach.tasks, body.list, suffix(body, place), inside, event);
  if (outcome === null) return null;
  if (outcome.kind !== 'done') return outcome;
  finish(step, foreach, body, place, outcome.output);
  return workOff(step, task, node, body, place);
}

function within(foreach: SubscriptionIterator, body: ListenBody, place: Place): Place {
  return {
    ...place,
    depth: place.depth + 1,
    variables: { ...place.variables, [foreach.item]: body.queue[0] ?? null, [foreach.at]: body.index },
  };
}

function suffix(body: ListenBody, place: Place): string {
  return `${suffixOf(place.key, place.pointer)}@${body.index}`;
}

/** Messages that a subscription brought all at once go through `foreach` as events do. */
export function hearMessages(
  step: Step,
  task: CallTask,
  node: TaskNode,
  place: Place,
  messages: readonly JsonValue[],
): BodyOutcome {
  const body: ListenBody = {
    kind: 'listen',
    heard: [],
    until: [],
    outputs: [],
    queue: [...messages],
    correlations: {},
    list: null,
    index: 0,
    closed: true,
  };
  node.body = body;
  return workOff(step, task, node, body, place);
}

export function workOnMessages(
  step: Step,
  task: CallTask,
  node: TaskNode,
  place: Place,
  event: RunEvent,
): BodyOutcome | null {
  const { body } = node;
  return body?.kind === 'listen' && node.fault === undefined
    ? resumeIteration(step, task, node, body, place, event)
    : null;
}
