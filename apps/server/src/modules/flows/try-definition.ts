import { randomUUID } from 'node:crypto';
import {
  compileWorkflow,
  parseDefinition,
  passesRoughly,
  standardError,
  type Advanced,
  type Effect,
  type JsonObject,
  type JsonValue,
  type RunError,
  type RunEvent,
} from '@barrow/flow';
import { advanceGuarded, beginGuarded } from '../../flow-guard/guarded-machine.ts';
import { fault } from '../../platform/fault.ts';
import { functionRequest } from './functions.ts';

/** What somebody says an outside call would answer. */
export type Answer = { readonly output: JsonValue } | { readonly error: string };

/** What a trial needs from outside. */
export type TryDeps = {
  /** The answer of a function that only reads, asked for real; undefined for one that would do something. */
  readonly read: (name: string, input: unknown) => Promise<Answer | undefined>;
  readonly random: () => number;
};

export type TryAsk = {
  readonly source: string;
  readonly input: JsonValue;
  /** Events that come later, in this order. */
  readonly events: readonly JsonObject[];
  /** By the pointer of the task; the first visit takes the first answer, later ones the last. */
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
  readonly startMs: number;
};

/** What a task asks of the outside: what it would have done. */
export type Would = {
  readonly task: string;
  readonly atMs: number;
  readonly what: string;
  readonly request: JsonValue;
  readonly answeredBy: 'hand' | 'reading' | 'nobody';
};

export type TryStep = {
  readonly kind: string;
  readonly task: string | null;
  readonly atMs: number;
  readonly output: JsonValue;
  readonly error: RunError | null;
};

export type Tried = {
  /** `needs-answer`: it stands at a call that somebody must answer. */
  readonly status: 'completed' | 'faulted' | 'waiting' | 'needs-answer' | 'too-long';
  readonly output: JsonValue;
  readonly error: RunError | null;
  readonly steps: readonly TryStep[];
  readonly would: readonly Would[];
  /** The call that waits for an answer by hand. */
  readonly needs: { readonly task: string; readonly what: string; readonly request: JsonValue } | null;
};

/** Far more than what people look through. */
const mostSteps = 2_000;

/**
 * Runs a definition once in virtual time and does nothing: functions that only read are asked for real, everything else is answered by
 * hand. The same ask takes the same way as long as what is read stays. Throws DEFINITION_INVALID.
 */
export async function tryDefinition({ read, random }: TryDeps, ask: TryAsk): Promise<Tried> {
  const parsed = parseDefinition(ask.source);
  if (!parsed.ok) {
    const problems = parsed.detail
      .filter(({ severity }) => severity === 'error')
      .map(({ pointer, message, line }) => ({ pointer, detail: `${message} (line ${line})` }));
    throw fault('unprocessable', 'DEFINITION_INVALID', 'The workflow cannot run as it is written.', problems);
  }
  const compiled = compileWorkflow(parsed.value.workflow);
  let nowMs = ask.startMs;
  const steps: TryStep[] = [];
  const would: Would[] = [];
  const timers = new Map<string, number>();
  const listening = new Map<string, Effect & { kind: 'listen' }>();
  const visits = new Map<string, number>();
  const waitingCalls: (Effect & { kind: 'call' | 'start-run' })[] = [];
  const events = [...ask.events];
  const queue: RunEvent[] = [];
  const moment = () => ({ nowMs, random });

  let last = beginGuarded(compiled, { runId: randomUUID(), input: ask.input }, moment());
  take(last);
  for (let count = 0; count < mostSteps && isOpen(last); count += 1) {
    const next = queue.shift() ?? (await answered()) ?? heard() ?? elapsed();
    if (next === undefined) break;
    if (count % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
    last = advanceGuarded(compiled, last.state, next, moment());
    take(last);
  }
  const [needs] = waitingCalls;
  return {
    status: statusOf(last, needs !== undefined, queue.length > 0),
    output: last.output ?? null,
    error: last.error ?? null,
    steps,
    would,
    needs:
      needs === undefined || !isOpen(last)
        ? null
        : { task: needs.task, what: whatOf(needs), request: requestOf(needs) },
  };

  function take(advanced: Advanced): void {
    for (const entry of advanced.journal)
      steps.push({
        kind: entry.kind,
        task: entry.task,
        atMs: entry.atMs,
        output: entry.output ?? null,
        error: entry.error ?? null,
      });
    for (const effect of advanced.effects) perform(effect);
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'call':
      case 'start-run':
        if (effect.awaits) waitingCalls.push(effect);
        else note(effect, 'nobody');
        return;
      case 'timer':
        timers.set(effect.key, effect.atMs);
        return;
      case 'listen':
        listening.set(effect.key, effect);
        return;
      case 'emit': {
        const { type } = effect.event;
        would.push({
          task: effect.task,
          atMs: nowMs,
          what: `emit ${typeof type === 'string' ? type : ''}`,
          request: effect.event,
          answeredBy: 'nobody',
        });
        return;
      }
      case 'abandon':
        timers.delete(effect.key);
        listening.delete(effect.key);
        for (const [index, call] of waitingCalls.entries()) if (call.key === effect.key) waitingCalls.splice(index, 1);
        return;
      case 'continue':
        queue.push({ kind: 'continue' });
    }
  }

  /** The next call that has an answer. */
  async function answered(): Promise<RunEvent | undefined> {
    for (const [index, call] of waitingCalls.entries()) {
      const answer = byHand(call) ?? (await byReading(call));
      if (answer === undefined) continue;
      waitingCalls.splice(index, 1);
      note(call, answer.by);
      return eventOf(call, answer.answer);
    }
    return undefined;
  }

  function byHand({ task }: { readonly task: string }): { by: 'hand'; answer: Answer } | undefined {
    const given = Object.hasOwn(ask.answers, task) ? ask.answers[task] : undefined;
    const visit = visits.get(task) ?? 0;
    const answer = given?.[Math.min(visit, given.length - 1)];
    if (answer === undefined) return undefined;
    visits.set(task, visit + 1);
    return { by: 'hand', answer };
  }

  async function byReading(call: Effect & { kind: 'call' | 'start-run' }) {
    if (call.kind !== 'call' || call.call !== 'function') return undefined;
    const { function: name, arguments: input } = functionRequest(call.request);
    const answer = name === undefined ? undefined : await read(name, input);
    return answer === undefined ? undefined : { by: 'reading' as const, answer };
  }

  function note(call: Effect & { kind: 'call' | 'start-run' }, answeredBy: Would['answeredBy']): void {
    would.push({ task: call.task, atMs: nowMs, what: whatOf(call), request: requestOf(call), answeredBy });
  }

  /** The next event that somebody listens for. */
  function heard(): RunEvent | undefined {
    for (const [key, { filters }] of listening) {
      const index = events.findIndex((event) => passesRoughly(filters, event));
      const [event] = index === -1 ? [] : events.splice(index, 1);
      if (event !== undefined) return { kind: 'event', key, event };
    }
    return undefined;
  }

  /** Time jumps to what is due next; not while a call waits for its answer, which might come before. */
  function elapsed(): RunEvent | undefined {
    if (waitingCalls.length > 0) return undefined;
    const [first] = [...timers].toSorted(([, one], [, other]) => one - other);
    if (first === undefined) return undefined;
    const [key, atMs] = first;
    timers.delete(key);
    nowMs = Math.max(nowMs, atMs);
    return { kind: 'timer', key };
  }
}

function eventOf({ key, task }: { readonly key: string; readonly task: string }, answer: Answer): RunEvent {
  return 'error' in answer
    ? { kind: 'failure', key, error: standardError('communication', answer.error, task) }
    : { kind: 'result', key, output: answer.output };
}

function whatOf(effect: Effect & { kind: 'call' | 'start-run' }): string {
  if (effect.kind === 'start-run') return `run ${effect.workflow.namespace}/${effect.workflow.name}`;
  if (effect.call !== 'function') return effect.call;
  return functionRequest(effect.request).function ?? 'a function';
}

function requestOf(effect: Effect & { kind: 'call' | 'start-run' }): JsonValue {
  if (effect.kind === 'start-run') return effect.input;
  return effect.call === 'function' ? (effect.request['arguments'] ?? null) : effect.request;
}

function isOpen({ status }: Advanced): boolean {
  return status === 'running' || status === 'waiting';
}

function statusOf({ status }: Advanced, needs: boolean, more: boolean): Tried['status'] {
  if (status === 'completed' || status === 'faulted') return status;
  if (needs) return 'needs-answer';
  return more ? 'too-long' : 'waiting';
}
