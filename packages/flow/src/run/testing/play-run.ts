import type { JsonObject, JsonValue } from '../../definition/json.ts';
import { parseDefinition } from '../../parse/parse-definition.ts';
import { advanceRun, beginRun, type Advanced } from '../advance.ts';
import { compileWorkflow, type CompileOptions } from '../compile-workflow.ts';
import type { Effect, JournalEntry, Moment, RunEvent } from '../effect.ts';
import type { RunError } from '../run-error.ts';
import type { RunState } from '../state.ts';

type CallEffect = Extract<Effect, { kind: 'call' }>;

/** What the outside says to a call: an output, or an error; `late` comes after so many milliseconds. */
export type Answer = ({ readonly output: JsonValue } | { readonly error: RunError }) & { readonly lateMs?: number };

export type Play = {
  readonly input?: JsonValue;
  /** Answers calls in turn; a call that gets none is never answered. */
  readonly answer?: (call: CallEffect, nth: number) => Answer | undefined;
  /** Definitions of other workflows, by name. */
  readonly workflows?: Readonly<Record<string, string>>;
  /** Events from outside, each at its time. */
  readonly events?: readonly { readonly atMs: number; readonly event: JsonObject }[];
  /** Orders to the run, each at its time. */
  readonly orders?: readonly { readonly atMs: number; readonly order: 'cancel' | 'suspend' | 'resume' | 'retry' }[];
  readonly compile?: CompileOptions;
  readonly random?: () => number;
};

export type Played = {
  readonly status: Advanced['status'];
  readonly output: JsonValue | undefined;
  readonly error: RunError | undefined;
  readonly journal: readonly JournalEntry[];
  /** Names of the tasks that ended well, in the order in which they began. */
  readonly tasks: readonly string[];
  readonly calls: readonly CallEffect[];
  readonly emitted: readonly JsonObject[];
  readonly endedAtMs: number;
  readonly state: RunState;
};

type Arrival = { readonly atMs: number; readonly seq: number; readonly event: RunEvent };

const mostArrivals = 100_000;

/**
 * Plays a run against a scripted outside in virtual time, which begins at 0. Each call of the machine gets its state as JSON that was
 * written and read again. Ends when the run does, or nothing can come any more.
 */
export function playRun(source: string, play: Play = {}): Played {
  const parsed = parseDefinition(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  const compiled = compileWorkflow(parsed.value.workflow, play.compile);
  const random = play.random ?? (() => 0.5);
  const journal: JournalEntry[] = [];
  const calls: CallEffect[] = [];
  const emitted: JsonObject[] = [];
  const listeners = new Set<string>();
  const abandoned = new Set<string>();
  let arrivals: Arrival[] = [];
  let seq = 0;
  const arrive = (atMs: number, event: RunEvent): void => {
    seq += 1;
    arrivals.push({ atMs, seq, event });
  };
  for (const { atMs, order } of play.orders ?? []) arrive(atMs, { kind: order });
  const outside = [...(play.events ?? [])].map((one) => ({ ...one }));

  const take = (advanced: Advanced, nowMs: number): void => {
    journal.push(...advanced.journal);
    for (const effect of advanced.effects) perform(effect, nowMs);
  };
  const perform = (effect: Effect, nowMs: number): void => {
    switch (effect.kind) {
      case 'call': {
        calls.push(effect);
        const answer = play.answer?.(effect, calls.length);
        if (answer === undefined || !effect.awaits) return;
        arrive(
          nowMs + (answer.lateMs ?? 0),
          'output' in answer
            ? { kind: 'result', key: effect.key, output: answer.output }
            : { kind: 'failure', key: effect.key, error: answer.error },
        );
        return;
      }
      case 'timer':
        arrivals = arrivals.filter(({ event }) => !(event.kind === 'timer' && event.key === effect.key));
        arrive(effect.atMs, { kind: 'timer', key: effect.key });
        return;
      case 'listen':
        listeners.add(effect.key);
        return;
      case 'emit':
        emitted.push(effect.event);
        for (const key of listeners) arrive(nowMs, { kind: 'event', key, event: effect.event });
        return;
      case 'start-run': {
        const source = play.workflows?.[effect.workflow.name];
        if (source === undefined) throw new Error(`there is no workflow ${effect.workflow.name}`);
        const child = playRun(source, { ...play, input: effect.input, orders: [], events: [] });
        if (!effect.awaits) return;
        arrive(
          nowMs + child.endedAtMs,
          child.error === undefined
            ? { kind: 'result', key: effect.key, output: child.output ?? null }
            : { kind: 'failure', key: effect.key, error: child.error },
        );
        return;
      }
      case 'continue':
        arrive(nowMs, { kind: 'continue' });
        return;
      case 'abandon':
        abandoned.add(effect.key);
        listeners.delete(effect.key);
        arrivals = arrivals.filter(({ event }) => !('key' in event && event.key === effect.key));
    }
  };

  let nowMs = 0;
  const moment = (): Moment => ({ nowMs, random });
  let last = beginRun(compiled, { runId: 'run-1', input: play.input ?? {} }, moment());
  take(last, nowMs);
  for (let count = 0; last.status !== 'completed' && last.status !== 'cancelled'; count += 1) {
    if (count > mostArrivals) throw new Error('the run does not end');
    const due = outside[0];
    const [next] = arrivals.toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq);
    if (due !== undefined && (next === undefined || due.atMs <= next.atMs)) {
      outside.shift();
      nowMs = Math.max(nowMs, due.atMs);
      for (const key of listeners) arrive(nowMs, { kind: 'event', key, event: due.event });
      continue;
    }
    if (next === undefined) break;
    arrivals = arrivals.filter((one) => one !== next);
    nowMs = Math.max(nowMs, next.atMs);
    last = advanceRun(compiled, stored(last.state), next.event, moment());
    take(last, nowMs);
  }
  return {
    status: last.status,
    output: last.output,
    error: last.error,
    journal,
    tasks: journal
      .filter(({ kind }) => kind === 'task.completed')
      .toSorted((a, b) => a.no - b.no)
      .map(({ task }) => task?.split('/').at(-1) ?? ''),
    calls,
    emitted,
    endedAtMs: nowMs,
    state: stored(last.state),
  };
}

/** A state as it comes back from a store. */
function stored(state: RunState): RunState {
  const copy: unknown = JSON.parse(JSON.stringify(state));
  return copy as RunState;
}
