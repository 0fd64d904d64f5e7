import {
  standardError,
  type Advanced,
  type CompiledWorkflow,
  type Effect,
  type JsonObject,
  type JsonValue,
  type Moment,
  type RoughFilter,
  type RunEvent,
  type RunState,
} from '@barrow/flow';
import type { AnsweredBy, ReplayFigures, RunSample, WouldHave } from './figures.ts';
import { createMoments } from './moments.ts';

/** A call of a run to what is outside of it. `name`: the function, or the protocol. */
export type ReplayCall = {
  readonly cause: string;
  readonly task: string;
  readonly kind: 'function' | 'other';
  readonly name: string;
  readonly request: JsonValue;
  readonly atMs: number;
};

export type ReplayAnswer = {
  readonly by: AnsweredBy;
  readonly output?: JsonValue;
  /** The call fails, and so. */
  readonly error?: string;
  /** The answer comes so much later; Infinity: never. */
  readonly afterMs?: number;
  /** What happens in consequence, and may be heard. */
  readonly later?: readonly { readonly afterMs: number; readonly event: JsonObject }[];
};

export type ReplayDeps = {
  readonly compiled: CompiledWorkflow;
  readonly begin: (compiled: CompiledWorkflow, start: { runId: string; input: JsonValue }, at: Moment) => Advanced;
  readonly advance: (compiled: CompiledWorkflow, state: RunState, event: RunEvent, at: Moment) => Advanced;
  /** Whether an event may matter to filters; the machine looks closer. */
  readonly passes: (filters: readonly RoughFilter[], event: JsonObject) => boolean;
  readonly nameOf: (request: JsonObject) => string;
  /** A value at once where it can be: runs of many events need no promise each. */
  readonly answer: (call: ReplayCall) => ReplayAnswer | Promise<ReplayAnswer>;
  readonly random: () => number;
  readonly mostOpenRuns?: number;
  readonly mostSamples?: number;
};

/**
 * Replays the past for one definition in virtual time: events start runs, runs wait, hear and are answered, and nothing is done. What a run
 * would have done is counted, and kept for some. Memory grows with the runs that are open, not with those that were.
 */
export type Replay = {
  /** An event, or the clock, starts a run. `cause` names it in samples. */
  start(input: JsonValue, atMs: number, cause: string): Promise<void>;
  /** Something happened that runs may listen for. */
  hear(event: JsonObject, atMs: number): Promise<void>;
  /** Whether a run listens for this type. */
  listensFor(type: string): boolean;
  /** Lets time pass: what is due until then happens. */
  passTo(atMs: number): Promise<void>;
  figures(): ReplayFigures;
};

type Run = {
  readonly id: string;
  readonly cause: string;
  readonly startedMs: number;
  readonly would: WouldHave[];
  state: RunState;
  steps: number;
};
type Due =
  | { readonly kind: 'timer'; readonly run: string; readonly key: string; readonly no: number }
  | { readonly kind: 'event'; readonly run: string; readonly event: RunEvent }
  | { readonly kind: 'happens'; readonly event: JsonObject };
type Listener = {
  readonly run: string;
  readonly key: string;
  readonly types: readonly string[];
  readonly filters: readonly RoughFilter[];
};

const mostSteps = 10_000;
const mostKinds = 50;
const mostWould = 100;

export function createReplay(deps: ReplayDeps): Replay {
  const { compiled, answer, random, mostOpenRuns = 20_000, mostSamples = 100 } = deps;
  const runs = new Map<string, Run>();
  const due = createMoments<Due>();
  const timers = new Map<string, number>();
  const listeners = new Map<string, Map<string, Listener>>();
  const byType = new Map<string, Set<Listener>>();
  const does = new Map<string, number>();
  const faults = new Map<string, number>();
  const answers = new Map<string, Partial<Record<AnsweredBy, number>>>();
  const samples: RunSample[] = [];
  /** Answers that came at once, by run. */
  const ready = new Map<string, RunEvent[]>();
  let nowMs = 0;
  let [started, completed, faulted, notBegun, spentMs, timerNo] = [0, 0, 0, 0, 0, 0];
  const moment = (): Moment => ({ nowMs, random });

  return {
    async start(input, atMs, cause) {
      nowMs = Math.max(nowMs, atMs);
      if (runs.size >= mostOpenRuns) {
        notBegun += 1;
        return;
      }
      started += 1;
      const id = `replayed-${started}`;
      const advanced = deps.begin(compiled, { runId: id, input }, moment());
      const run: Run = { id, cause, startedMs: nowMs, would: [], state: advanced.state, steps: 0 };
      runs.set(id, run);
      await absorb(run, advanced);
      await drive(run);
    },
    async hear(event, atMs) {
      nowMs = Math.max(nowMs, atMs);
      const { type } = event;
      if (typeof type === 'string') await happen(event, type);
    },
    listensFor: (type) => (byType.get(type)?.size ?? 0) > 0 || (byType.get('')?.size ?? 0) > 0,
    async passTo(atMs) {
      for (let next = due.take(atMs); next !== undefined; next = due.take(atMs)) {
        nowMs = Math.max(nowMs, next.atMs);
        await occur(next.what);
      }
      nowMs = Math.max(nowMs, atMs);
    },
    figures: () => ({
      started,
      completed,
      faulted,
      open: runs.size,
      notBegun,
      meanMs: completed === 0 ? null : spentMs / completed,
      faults: Object.fromEntries(faults),
      does: Object.fromEntries([...does].toSorted(([, one], [, other]) => other - one)),
      answers: Object.fromEntries(answers),
      samples: [
        ...samples,
        ...[...runs.values()]
          .slice(0, Math.max(0, mostSamples - samples.length))
          .map((run) => sampleOf(run, 'open', null)),
      ],
    }),
  };

  async function occur(what: Due): Promise<void> {
    if (what.kind === 'happens') {
      const { type } = what.event;
      if (typeof type === 'string') await happen(what.event, type);
      return;
    }
    const run = runs.get(what.run);
    if (run === undefined) return;
    if (what.kind === 'event') return give(run, what.event);
    const name = `${what.run} ${what.key}`;
    if (timers.get(name) !== what.no) return;
    timers.delete(name);
    await give(run, { kind: 'timer', key: what.key });
  }

  async function happen(event: JsonObject, type: string): Promise<void> {
    const hearing = [...(byType.get(type) ?? []), ...(byType.get('') ?? [])];
    for (const { run: id, key, filters } of hearing) {
      const run = runs.get(id);
      if (run !== undefined && listeners.get(id)?.has(key) === true && deps.passes(filters, event))
        await give(run, { kind: 'event', key, event });
    }
  }

  async function give(run: Run, event: RunEvent): Promise<void> {
    queueOf(run).push(event);
    await drive(run);
  }

  /** Lets a run take in what has come for it, and all that is answered at once in consequence. */
  async function drive(run: Run): Promise<void> {
    const queue = queueOf(run);
    for (let next = queue.shift(); next !== undefined && runs.has(run.id); next = queue.shift()) {
      run.steps += 1;
      if (run.steps > mostSteps) return end(run, 'faulted', `It took more than ${mostSteps} steps.`);
      await absorb(run, deps.advance(compiled, run.state, next, moment()));
    }
  }

  function queueOf(run: Run): RunEvent[] {
    const known = ready.get(run.id);
    if (known !== undefined) return known;
    const queue: RunEvent[] = [];
    ready.set(run.id, queue);
    return queue;
  }

  async function absorb(run: Run, advanced: Advanced): Promise<void> {
    run.state = advanced.state;
    const isOver = advanced.status === 'completed' || advanced.status === 'faulted' || advanced.status === 'cancelled';
    for (const effect of advanced.effects) {
      if (effect.kind === 'call' || effect.kind === 'start-run') {
        const outcome = ask(run, effect, isOver);
        if (outcome instanceof Promise) await outcome;
      } else if (effect.kind === 'continue') queueOf(run).push({ kind: 'continue' });
      else perform(run, effect);
    }
    if (!isOver) return;
    const { error } = advanced;
    end(
      run,
      advanced.status === 'completed' ? 'completed' : 'faulted',
      error?.detail ?? error?.title ?? error?.type ?? null,
    );
  }

  function perform(run: Run, effect: Exclude<Effect, { kind: 'call' | 'start-run' | 'continue' }>): void {
    switch (effect.kind) {
      case 'timer':
        timerNo += 1;
        timers.set(`${run.id} ${effect.key}`, timerNo);
        due.put(effect.atMs, { kind: 'timer', run: run.id, key: effect.key, no: timerNo });
        return;
      case 'listen':
        listen({ run: run.id, key: effect.key, types: effect.types, filters: effect.filters });
        return;
      case 'abandon':
        timers.delete(`${run.id} ${effect.key}`);
        leave(run.id, effect.key);
        return;
      case 'emit': {
        const { type } = effect.event;
        note(run, effect.task, `emit ${typeof type === 'string' ? type : ''}`, effect.event, 'simulated');
        due.put(nowMs, { kind: 'happens', event: effect.event });
      }
    }
  }

  function ask(run: Run, effect: Effect & { kind: 'call' | 'start-run' }, isOver: boolean): void | Promise<void> {
    const isFunction = effect.kind === 'call' && effect.call === 'function';
    const call: ReplayCall = {
      cause: run.cause,
      task: effect.task,
      kind: isFunction ? 'function' : 'other',
      name:
        effect.kind === 'start-run'
          ? `run ${effect.workflow.namespace}/${effect.workflow.name}`
          : isFunction
            ? deps.nameOf(effect.request)
            : effect.call,
      request: effect.kind === 'start-run' ? effect.input : (effect.request['arguments'] ?? effect.request),
      atMs: nowMs,
    };
    const answered = answer(call);
    const use = ({ by, output = null, error, afterMs = 0, later = [] }: ReplayAnswer): void => {
      note(run, call.task, call.name, call.request, by);
      for (const { afterMs: laterMs, event } of later) due.put(nowMs + laterMs, { kind: 'happens', event });
      if (isOver || !effect.awaits || afterMs === Number.POSITIVE_INFINITY) return;
      const event: RunEvent =
        error === undefined
          ? { kind: 'result', key: effect.key, output }
          : { kind: 'failure', key: effect.key, error: standardError('communication', error, call.task) };
      if (afterMs > 0) due.put(nowMs + afterMs, { kind: 'event', run: run.id, event });
      else queueOf(run).push(event);
    };
    return answered instanceof Promise ? answered.then(use) : use(answered);
  }

  function note(run: Run, task: string, what: string, request: JsonValue, by: AnsweredBy): void {
    const name = does.has(what) || does.size < mostKinds ? what : 'others';
    does.set(name, (does.get(name) ?? 0) + 1);
    const known = answers.get(name) ?? {};
    answers.set(name, { ...known, [by]: (known[by] ?? 0) + 1 });
    if (by !== 'now' && run.would.length < mostWould) run.would.push({ atMs: nowMs, task, what, request, by });
  }

  function listen(listener: Listener): void {
    leave(listener.run, listener.key);
    const own = listeners.get(listener.run) ?? new Map<string, Listener>();
    listeners.set(listener.run, own.set(listener.key, listener));
    for (const type of listener.types.length === 0 ? [''] : listener.types) {
      const set = byType.get(type) ?? new Set<Listener>();
      byType.set(type, set.add(listener));
    }
  }

  function leave(run: string, key?: string): void {
    const own = listeners.get(run);
    for (const listener of own?.values() ?? []) {
      if (key !== undefined && listener.key !== key) continue;
      for (const type of listener.types.length === 0 ? [''] : listener.types) byType.get(type)?.delete(listener);
      own?.delete(listener.key);
    }
    if (own?.size === 0) listeners.delete(run);
  }

  function end(run: Run, status: 'completed' | 'faulted', error: string | null): void {
    runs.delete(run.id);
    ready.delete(run.id);
    leave(run.id);
    if (status === 'completed') {
      completed += 1;
      spentMs += nowMs - run.startedMs;
    } else {
      faulted += 1;
      const reason = error ?? 'unknown';
      const name = faults.has(reason) || faults.size < mostKinds ? reason : 'others';
      faults.set(name, (faults.get(name) ?? 0) + 1);
    }
    if (samples.length < mostSamples && (status === 'faulted' || run.would.length > 0))
      samples.push(sampleOf(run, status, error));
  }
}

function sampleOf({ cause, startedMs, would }: Run, status: RunSample['status'], error: string | null): RunSample {
  return { cause, startedMs, status, error, would };
}
