import type { ErrorFilter, RetryPolicy } from '../../definition/error.ts';
import type { Template } from '../../definition/expression.ts';
import type { JsonValue } from '../../definition/json.ts';
import { isSameErrorType } from '../../definition/standard-error.ts';
import type { TryTask } from '../../definition/task.ts';
import { attemptKey, giveUp, pauseKey } from '../abandon.ts';
import type { RunEvent } from '../effect.ts';
import { asText, evaluate, isTrue, resolve, resolveDuration } from '../evaluate.ts';
import { noteTask } from '../journal.ts';
import { standardError, type RunError } from '../run-error.ts';
import { newList } from '../run-list.ts';
import type { TaskNode, TryBody } from '../state.ts';
import { suffixOf, waiting, type BodyOutcome, type ListOutcome, type Place, type Step } from '../step.ts';

/**
 * Runs the tasks, and where they fail with an error that the clause catches: tries again as its policy says, then runs the clause's
 * tasks on the task's input. Without any, the error is swallowed, unless a policy ran out: then it goes on up.
 */
export function workOnTry(
  step: Step,
  task: TryTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) {
    const body: TryBody = { kind: 'try', attempt: 1, phase: 'try', list: newList(place.input) };
    node.body = body;
    return attempt(step, task, node, body, place);
  }
  const { body } = node;
  if (body?.kind !== 'try') return null;
  if (body.phase === 'pause') {
    const isOver = event.kind === 'timer' && event.key === pauseKey(node.key, body.attempt) && node.fault === undefined;
    return isOver ? tryAgain(step, task, node, body, place) : null;
  }
  if (body.phase === 'catch') {
    const outcome = step.runner.resumeList(
      step,
      task.catch.tasks ?? [],
      body.list,
      suffix(body, place),
      caught(task, body, place),
      event,
    );
    return outcome === null ? null : afterCatch(task, outcome);
  }
  if (event.kind === 'timer' && body.limited === true && event.key === attemptKey(node.key, body.attempt)) {
    if (body.list.node !== null) giveUp(step, body.list.node);
    const error = standardError('timeout', 'The attempt took longer than its limit allows.', node.pointer);
    return afterAttempt(step, task, node, body, place, { kind: 'failed', error });
  }
  const outcome = step.runner.resumeList(step, task.tasks, body.list, suffix(body, place), within(place), event);
  return outcome === null ? null : afterAttempt(step, task, node, body, place, outcome);
}

const within = (place: Place): Place => ({ ...place, depth: place.depth + 1 });

function caught(task: TryTask, body: TryBody, place: Place): Place {
  return { ...within(place), variables: { ...place.variables, [task.catch.as]: asJson(body.error) } };
}

function asJson(error: RunError | undefined): JsonValue {
  return error === undefined ? null : { ...error };
}

function suffix(body: TryBody, place: Place): string {
  return `${suffixOf(place.key, place.pointer)}~${body.phase === 'catch' ? 'catch' : body.attempt}`;
}

function attempt(step: Step, task: TryTask, node: TaskNode, body: TryBody, place: Place): BodyOutcome {
  const outcome = step.runner.runList(step, task.tasks, body.list, suffix(body, place), within(place));
  return afterAttempt(step, task, node, body, place, outcome);
}

function tryAgain(step: Step, task: TryTask, node: TaskNode, body: TryBody, place: Place): BodyOutcome {
  body.attempt += 1;
  body.phase = 'try';
  body.list = newList(place.input);
  const outcome = attempt(step, task, node, body, place);
  const limit = task.catch.retry?.limit.attemptDuration ?? null;
  if (limit !== null && outcome.kind === 'waiting' && body.phase === 'try' && body.limited !== true) {
    const limitMs = resolveDuration(step, limit, { data: asJson(body.error) }, caught(task, body, place));
    body.limited = true;
    step.effects.push({ kind: 'timer', key: attemptKey(node.key, body.attempt), atMs: step.moment.nowMs + limitMs });
  }
  return outcome;
}

function afterAttempt(
  step: Step,
  task: TryTask,
  node: TaskNode,
  body: TryBody,
  place: Place,
  outcome: ListOutcome,
): BodyOutcome {
  if (outcome.kind !== 'waiting' && body.limited === true) {
    delete body.limited;
    step.effects.push({ kind: 'abandon', key: attemptKey(node.key, body.attempt) });
  }
  if (outcome.kind === 'done') return { kind: 'done', output: outcome.output };
  if (outcome.kind !== 'failed') return outcome;
  const { error } = outcome;
  body.error = error;
  if (!isCaught(step, task, error, caught(task, body, place))) return outcome;
  const { retry, tasks, next } = task.catch;
  if (retry !== null) {
    const delayMs = delayBefore(step, retry, node, body, caught(task, body, place));
    if (delayMs !== null) {
      noteTask(step, 'task.retried', node, { error });
      body.list = newList(place.input);
      if (delayMs === 0) return tryAgain(step, task, node, body, place);
      body.phase = 'pause';
      step.effects.push({ kind: 'timer', key: pauseKey(node.key, body.attempt), atMs: step.moment.nowMs + delayMs });
      return waiting;
    }
    if (tasks === null && next === null) return outcome;
  }
  body.phase = 'catch';
  body.list = newList(place.input);
  if (tasks === null) return afterCatch(task, { kind: 'done', output: place.input, isExit: false });
  return afterCatch(task, step.runner.runList(step, tasks, body.list, suffix(body, place), caught(task, body, place)));
}

function afterCatch(task: TryTask, outcome: ListOutcome): BodyOutcome {
  if (outcome.kind !== 'done') return outcome;
  const { next } = task.catch;
  return { kind: 'done', output: outcome.output, ...(next === null ? {} : { next }) };
}

/** A run that has begun more tasks than it may is not saved by catching that. */
function isCaught(step: Step, task: TryTask, error: RunError, place: Place): boolean {
  if (step.state.steps > step.compiled.limits.steps) return false;
  const { errors, when, exceptWhen } = task.catch;
  const subject = { data: asJson(error) };
  return (
    matches(step, errors, error, place) &&
    (when === null || isTrue(evaluate(step, when, subject, place))) &&
    (exceptWhen === null || !isTrue(evaluate(step, exceptWhen, subject, place)))
  );
}

function matches(step: Step, filter: ErrorFilter, error: RunError, place: Place): boolean {
  const wanted = (template: Template): JsonValue => resolve(step, template, { data: asJson(error) }, place);
  if (filter.type !== null && !isSameErrorType(asText(wanted(filter.type)), error.type)) return false;
  if (filter.status !== null && Number(wanted(filter.status)) !== error.status) return false;
  return (['instance', 'title', 'detail'] as const).every((name) => {
    const template = filter[name];
    return template === null || asText(wanted(template)) === error[name];
  });
}

/**
 * Milliseconds before the next attempt, null when there is none: `delay`, times the attempt (linear) or two to the attempts before
 * (exponential), and a jitter between its bounds.
 */
function delayBefore(step: Step, policy: RetryPolicy, node: TaskNode, body: TryBody, place: Place): number | null {
  const subject = { data: asJson(body.error) };
  if (policy.when !== null && !isTrue(evaluate(step, policy.when, subject, place))) return null;
  if (policy.exceptWhen !== null && isTrue(evaluate(step, policy.exceptWhen, subject, place))) return null;
  const { attemptCount, duration } = policy.limit;
  if (attemptCount !== null && body.attempt > attemptCount) return null;
  const baseMs = policy.delay === null ? 0 : resolveDuration(step, policy.delay, subject, place);
  const factor = { constant: 1, linear: body.attempt, exponential: 2 ** Math.min(body.attempt - 1, 40) }[
    policy.backoff
  ];
  const delayMs = Math.min(baseMs * factor + jitter(step, policy, place), longestDelayMs);
  if (duration !== null) {
    const limitMs = resolveDuration(step, duration, subject, place);
    if (step.moment.nowMs + delayMs - node.startedAtMs > limitMs) return null;
  }
  return Math.round(delayMs);
}

/** A hundred years: beyond it a delay is no delay. */
const longestDelayMs = 100 * 365 * 86_400_000;

function jitter(step: Step, policy: RetryPolicy, place: Place): number {
  if (policy.jitter === null) return 0;
  const subject = { data: null };
  const fromMs = resolveDuration(step, policy.jitter.from, subject, place);
  const toMs = resolveDuration(step, policy.jitter.to, subject, place);
  return fromMs + step.moment.random() * Math.max(0, toMs - fromMs);
}
