import { randomUUID } from 'node:crypto';
import {
  compileWorkflow,
  standardError,
  type Advanced,
  type CompiledWorkflow,
  type Effect,
  type JournalEntry,
  type JsonObject,
  type JsonValue,
  type RunError,
  type RunEvent,
  type RunState,
  type RunStatus,
  type Workflow,
} from '@barrow/flow';
import { must } from '@barrow/kernel';
import type { CallContext } from '../flow-calls/call-context.ts';
import { CallFailed, type CallOutcome } from '../flow-calls/call-outcome.ts';
import { performCall } from '../flow-calls/perform-call.ts';
import { createTokenCache } from '../flow-calls/token-cache.ts';
import { advanceGuarded, beginGuarded } from '../flow-guard/guarded-machine.ts';
import type { Egress } from '../platform/egress.ts';
import type { Clock } from './clock.ts';
import { createEventDesk, type Delivery } from './event-desk.ts';
import { fetchFunction } from './fetch-function.ts';
import { fetchSchemas } from './fetch-schemas.ts';

export type RunOptions = {
  readonly workflow: Workflow;
  /** Others that it may run. */
  readonly others: readonly Workflow[];
  readonly input: JsonValue;
  /** Events from outside, which were there before. */
  readonly events: readonly JsonObject[];
  readonly secrets: Readonly<Record<string, JsonValue>>;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly callTimeoutMs: number;
  readonly maxResponseBytes: number;
};

/** `waiting` when it waits for events that nobody here can send. `emitted` are the events of it and its child runs. */
export type RunResult = {
  readonly status: RunStatus;
  readonly output?: JsonValue;
  readonly error?: RunError;
  readonly journal: readonly JournalEntry[];
  readonly emitted: readonly JsonObject[];
};

/** A run that started runs within runs beyond this is most likely one that never ends. */
const deepest = 20;
/** Tasks that one run may begin: what began is told in full at the end. */
const mostSteps = 100_000;

type Run = {
  readonly id: string;
  readonly compiled: CompiledWorkflow;
  readonly depth: number;
  /** Whom to tell how it ended. */
  readonly caller: { readonly run: string; readonly key: string } | null;
  readonly journal: JournalEntry[];
  readonly secrets: readonly string[];
  state: RunState | null;
  last: Advanced | null;
};

type Timer = { readonly run: string; readonly key: string; readonly atMs: number };

/**
 * Runs one workflow to its end in this process, without a database: its calls, timers, events, child runs and functions. Nothing survives
 * the process.
 */
export async function runInProcess(options: RunOptions): Promise<RunResult> {
  const { clock } = options;
  const runs = new Map<string, Run>();
  const queue: { run: string; event: RunEvent; delivery?: Delivery }[] = [];
  const timers = new Map<string, Timer>();
  const calls = new Map<string, AbortController>();
  const desk = createEventDesk();
  const emitted: JsonObject[] = [];
  const tokens = createTokenCache(Date.now);
  const compiledBefore = new Map<Workflow, CompiledWorkflow>();
  let bell = Promise.withResolvers<void>();

  for (const event of options.events) desk.publish(event);
  const schemasContext = contextOf([], 'schemas', new AbortController().signal);
  for (const workflow of [options.workflow, ...options.others]) await compile(workflow, schemasContext);
  const main = start(options.workflow, options.input, null, 1);
  for (;;) {
    const next = queue.shift();
    if (next !== undefined) {
      if (next.event.kind === 'continue') await new Promise<void>((resolve) => setImmediate(resolve));
      step(next);
      continue;
    }
    if (isOver(main) && calls.size === 0) break;
    if (!(await sleep())) break;
  }
  for (const controller of calls.values()) controller.abort();
  const { last, journal } = main;
  return {
    status: last?.status ?? 'waiting',
    ...(last?.output === undefined ? {} : { output: last.output }),
    ...(last?.error === undefined ? {} : { error: last.error }),
    journal,
    emitted,
  };

  /** Sleeps until something is there to do; false when nothing will ever be. */
  async function sleep(): Promise<boolean> {
    let first: Timer | undefined;
    if (!isOver(main))
      for (const timer of timers.values()) if (first === undefined || timer.atMs < first.atMs) first = timer;
    if (first === undefined && calls.size === 0) return false;
    await clock.sleep(first?.atMs ?? null, calls.size > 0, bell.promise);
    bell = Promise.withResolvers<void>();
    const nowMs = clock.now();
    const due = [...timers.values()]
      .filter(({ atMs }) => atMs <= nowMs)
      .toSorted((one, other) => one.atMs - other.atMs);
    const [earliest] = due;
    if (earliest !== undefined) {
      timers.delete(`${earliest.run} ${earliest.key}`);
      queue.push({ run: earliest.run, event: { kind: 'timer', key: earliest.key } });
    }
    return true;
  }

  function start(workflow: Workflow, input: JsonValue, caller: Run['caller'], depth: number): Run {
    const compiled = must(compiledBefore.get(workflow), 'a workflow that was compiled');
    const secrets = Object.keys(secretsOf(workflow));
    const run: Run = { id: randomUUID(), compiled, depth, caller, journal: [], secrets, state: null, last: null };
    runs.set(run.id, run);
    take(run, beginGuarded(compiled, { runId: run.id, input }, moment()));
    return run;
  }

  function secretsOf(workflow: Workflow): Readonly<Record<string, JsonValue>> {
    return Object.fromEntries(Object.entries(options.secrets).filter(([name]) => workflow.use.secrets.includes(name)));
  }

  async function compile(workflow: Workflow, context: CallContext): Promise<void> {
    if (compiledBefore.has(workflow)) return;
    const compiled = compileWorkflow(workflow, {
      secrets: secretsOf(workflow),
      limits: { steps: mostSteps },
      runtime: { name: 'Barrow', version: '0.1.0' },
      schemas: await fetchSchemas(context, workflow),
    });
    compiledBefore.set(workflow, compiled);
  }

  function contextOf(secrets: readonly string[], idempotencyKey: string, signal: AbortSignal): CallContext {
    const { egress, callTimeoutMs: timeoutMs, maxResponseBytes } = options;
    const secret = (name: string) => (secrets.includes(name) ? options.secrets[name] : undefined);
    return { egress, secret, signal, timeoutMs, maxResponseBytes, idempotencyKey, tokens };
  }

  function moment() {
    return { nowMs: clock.now(), random: Math.random };
  }

  function step({ run: id, event, delivery }: (typeof queue)[number]): void {
    const run = runs.get(id);
    if (run === undefined || run.state === null || isOver(run)) return;
    if (delivery !== undefined && !desk.isListening(id, delivery.key)) return;
    const before = delivery === undefined ? '' : JSON.stringify(run.state);
    const advanced = advanceGuarded(run.compiled, run.state, event, moment());
    if (delivery !== undefined && JSON.stringify(advanced.state) !== before) desk.taken(delivery);
    take(run, advanced);
  }

  function take(run: Run, advanced: Advanced): void {
    run.state = advanced.state;
    run.last = advanced;
    run.journal.push(...advanced.journal);
    const listens = advanced.effects.filter((effect) => effect.kind === 'listen');
    for (const effect of advanced.effects) perform(run, effect);
    deliver(desk.listen(listens.map(({ key, filters }) => ({ run: run.id, key, filters }))));
    if (isOver(run)) end(run, advanced);
  }

  function deliver(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const { run, key, event } = delivery;
      queue.push({ run, event: { kind: 'event', key, event }, delivery });
    }
  }

  function end(run: Run, { status, output, error }: Advanced): void {
    desk.leave(run.id);
    for (const [name, timer] of timers) if (timer.run === run.id) timers.delete(name);
    if (run.caller === null) return;
    const { run: caller, key } = run.caller;
    if (status === 'completed') queue.push({ run: caller, event: { kind: 'result', key, output: output ?? null } });
    else if (status === 'faulted' && error !== undefined)
      queue.push({ run: caller, event: { kind: 'failure', key, error } });
    else queue.push({ run: caller, event: failure(key, 'The workflow that it ran was cancelled.') });
  }

  function perform(run: Run, effect: Effect): void {
    switch (effect.kind) {
      case 'call':
        return call(run, effect);
      case 'timer':
        timers.set(`${run.id} ${effect.key}`, { run: run.id, key: effect.key, atMs: effect.atMs });
        return;
      case 'listen':
        return;
      case 'emit':
        emitted.push(effect.event);
        return deliver(desk.publish(effect.event));
      case 'start-run':
        return startChild(run, effect);
      case 'abandon':
        return abandon(run, effect.key);
      case 'continue':
        queue.push({ run: run.id, event: { kind: 'continue' } });
    }
  }

  function abandon(run: Run, key: string): void {
    timers.delete(`${run.id} ${key}`);
    desk.leave(run.id, key);
    calls.get(`${run.id} ${key}`)?.abort();
    for (const child of runs.values()) {
      if (child.caller?.run === run.id && child.caller.key === key)
        queue.push({ run: child.id, event: { kind: 'cancel' } });
    }
  }

  function startChild(
    run: Run,
    { key, workflow: { namespace, name, version }, input, awaits }: Effect & { kind: 'start-run' },
  ): void {
    const named = [options.workflow, ...options.others].filter(
      ({ document }) => document.namespace === namespace && document.name === name,
    );
    const found =
      version === 'latest'
        ? named.toSorted((one, other) => compareVersions(other.document.version, one.document.version))[0]
        : named.find(({ document }) => document.version === version);
    if (found === undefined) {
      const hint = `There is no workflow ${namespace}/${name} ${version}: give its file with --workflow.`;
      queue.push({ run: run.id, event: { kind: 'failure', key, error: standardError('configuration', hint, '') } });
    } else within(run, key, () => start(found, input, awaits ? { run: run.id, key } : null, run.depth + 1));
  }

  function within(run: Run, key: string, begin: () => Run): void {
    if (run.depth < deepest) begin();
    else queue.push({ run: run.id, event: failure(key, `Workflows run each other more than ${deepest} deep.`) });
  }

  function call(run: Run, effect: Effect & { kind: 'call' }): void {
    const { key, request } = effect;
    const name = `${run.id} ${key}`;
    const controller = new AbortController();
    calls.set(name, controller);
    const context = contextOf(run.secrets, `${run.id}:${key}`, controller.signal);
    const work =
      effect.call === 'function' ? runFunction(run, context, key, request) : performCall(context, effect, run.secrets);
    work
      .then((outcome) => outcome === null || queue.push({ run: run.id, event: eventOf(key, outcome) }))
      .catch((error: unknown) => queue.push({ run: run.id, event: failure(key, String(error)) }))
      .finally(() => {
        calls.delete(name);
        bell.resolve();
      });
  }

  /** Null when the function has begun: its run tells the outcome. */
  async function runFunction(
    run: Run,
    context: CallContext,
    key: string,
    request: JsonObject,
  ): Promise<CallOutcome | null> {
    try {
      const workflow = await fetchFunction(context, request);
      await compile(workflow, context);
      within(run, key, () => start(workflow, request['arguments'] ?? null, { run: run.id, key }, run.depth + 1));
      return null;
    } catch (error) {
      if (error instanceof CallFailed) return { ok: false, error: error.problem };
      throw error;
    }
  }
}

function isOver({ last }: Run): boolean {
  return last !== null && (last.status === 'completed' || last.status === 'faulted' || last.status === 'cancelled');
}

function eventOf(key: string, outcome: CallOutcome): RunEvent {
  return outcome.ok ? { kind: 'result', key, output: outcome.output } : { kind: 'failure', key, error: outcome.error };
}

function failure(key: string, detail: string): RunEvent {
  return { kind: 'failure', key, error: standardError('runtime', detail, '') };
}

/** Semantic versions by their numbers; a pre-release comes before its release. */
function compareVersions(one: string, other: string): number {
  const parts = (version: string) => {
    const [core = '', ...rest] = version.split('-');
    return [...core.split('.').map(Number), rest.length === 0 ? 1 : 0];
  };
  const [left, right] = [parts(one), parts(other)];
  for (const [index, part] of left.entries()) {
    const difference = part - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
