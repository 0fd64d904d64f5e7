import { sameJson } from '../same-json.ts';
import { parseDefinition } from '../../parse/parse-definition.ts';
import type { JsonObject, JsonValue } from '../../definition/json.ts';
import { advanceRun, beginRun, type Advanced } from '../advance.ts';
import { compileWorkflow, type CompiledWorkflow } from '../compile-workflow.ts';
import type { Effect, RunEvent } from '../effect.ts';
import type { RunState } from '../state.ts';
import { below, randomOf, randomWorkflow, type Random } from './random-workflow.ts';

/** What a store holds of one run, and what the world outside has seen of it. */
type World = {
  status: Advanced['status'];
  state: string;
  output: JsonValue | undefined;
  errorStatus: number | undefined;
  inbox: RunEvent[];
  calls: Map<string, { sent: number }>;
  timers: Map<string, number>;
  listeners: Map<string, number>;
  nowMs: number;
  /** By kind and key, how often: what was committed, and what reached the other side. */
  effects: Map<string, number>;
  /** Calls that were answered with an error. */
  failures: number;
};

export type Trouble = {
  /** Chances, each 0 to 1. */
  readonly crash: number;
  readonly duplicate: number;
  readonly delay: number;
};

const calm: Trouble = { crash: 0, duplicate: 0, delay: 0 };
const mostSteps = 20_000;

const wild: Trouble = { crash: 0.25, duplicate: 0.3, delay: 0.5 };

/**
 * Plays a random workflow undisturbed, and then `interleavings` times with processes that crash before and after they store, and answers
 * that come twice, late and in any order. Answers what is wrong, or nothing. The same seed is the same story.
 */
export function simulate(seed: number, interleavings: number): string | undefined {
  const parsed = parseDefinition(randomWorkflow(randomOf(seed)));
  if (!parsed.ok) return `the definition is wrong: ${JSON.stringify(parsed.detail[0])}`;
  const compiled = compileWorkflow(parsed.value.workflow, { limits: { stepsAtOnce: 3 } });
  const calmly = play(compiled, randomOf(seed + 1), calm);
  if (typeof calmly === 'string') return `undisturbed: ${calmly}`;
  for (let nth = 0; nth < interleavings; nth += 1) {
    const wildly = play(compiled, randomOf(seed + 2 + nth), wild);
    const wrong = typeof wildly === 'string' ? wildly : difference(calmly, wildly);
    if (wrong !== undefined) return `interleaving ${nth}: ${wrong}`;
  }
  return undefined;
}

function difference(calmly: World, wildly: World): string | undefined {
  if (calmly.status !== wildly.status) return `ended ${wildly.status}, undisturbed ${calmly.status}`;
  if (calmly.errorStatus !== wildly.errorStatus) return 'ended with another error';
  if (calmly.status === 'completed' && !sameJson(calmly.output ?? null, wildly.output ?? null))
    return `put out ${JSON.stringify(wildly.output)}, undisturbed ${JSON.stringify(calmly.output)}`;
  const twice = [...wildly.effects].find(([, times]) => times !== 1);
  if (twice !== undefined) return `${twice[0]} came ${twice[1]} times`;
  // Where a branch failed, how far the others had come is a matter of time.
  if (calmly.failures + wildly.failures > 0) return undefined;
  const other = [...calmly.effects.keys(), ...wildly.effects.keys()].find(
    (key) => calmly.effects.get(key) !== wildly.effects.get(key),
  );
  return other === undefined ? undefined : `${other} came in one of the two only`;
}

function play(compiled: CompiledWorkflow, random: Random, trouble: Trouble): World | string {
  const world: World = {
    status: 'running',
    state: '',
    output: undefined,
    errorStatus: undefined,
    inbox: [],
    calls: new Map(),
    timers: new Map(),
    listeners: new Map(),
    nowMs: 0,
    effects: new Map(),
    failures: 0,
  };
  const moment = () => ({ nowMs: world.nowMs, random: () => 0.5 });
  const commit = (advanced: Advanced): void => store(world, advanced);
  commit(beginRun(compiled, { runId: 'r', input: {} }, moment()));
  for (let steps = 0; !isOver(world.status); steps += 1) {
    if (steps > mostSteps) return 'does not end';
    const event = chooseArrival(world, random, trouble);
    if (event === undefined) return `waits for ever at ${world.state}`;
    const state = JSON.parse(world.state) as RunState;
    const advanced = advanceRun(compiled, state, event, moment());
    // A process that dies before it stored leaves everything as it was: what came is handed in again.
    if (random() < trouble.crash) continue;
    const at = world.inbox.indexOf(event);
    if (random() >= trouble.duplicate) world.inbox.splice(at, 1);
    commit(advanced);
  }
  return waitedFor(world) ?? world;
}

const isOver = (status: Advanced['status']): boolean => !['running', 'waiting', 'suspended'].includes(status);

function store(world: World, advanced: Advanced): void {
  world.status = advanced.status;
  world.state = JSON.stringify(advanced.state);
  world.output = advanced.output;
  world.errorStatus = advanced.error?.status;
  for (const effect of advanced.effects) take(world, effect);
}

function count(world: World, name: string): void {
  world.effects.set(name, (world.effects.get(name) ?? 0) + 1);
}

function take(world: World, effect: Effect): void {
  switch (effect.kind) {
    case 'call':
      count(world, `call ${effect.key}`);
      world.calls.set(effect.key, { sent: 0 });
      return;
    case 'emit':
    case 'start-run':
      return count(world, `${effect.kind} ${effect.key}`);
    case 'timer':
      count(world, `timer ${effect.key}`);
      world.timers.set(effect.key, effect.atMs);
      return;
    case 'listen':
      count(world, `listen ${effect.key}`);
      world.listeners.set(effect.key, 0);
      return;
    case 'continue':
      world.inbox.push({ kind: 'continue' });
      return;
    case 'abandon':
      world.calls.delete(effect.key);
      world.timers.delete(effect.key);
      world.listeners.delete(effect.key);
  }
}

/** Events of the log: a listener hears all of them from the run's start on. */
const log: readonly JsonObject[] = ['go0', 'go1', 'go2'].map((type, index) => ({ type, data: index }));

/** Lets the outside do something if there is need or chance, and chooses what is handed in next. */
function chooseArrival(world: World, random: Random, trouble: Trouble): RunEvent | undefined {
  for (;;) {
    const mustAct = world.inbox.length === 0;
    if (mustAct || random() < 0.3) {
      const acted = act(world, random, trouble);
      if (!acted && mustAct) return undefined;
    }
    if (world.inbox.length === 0) continue;
    return world.inbox[random() < trouble.delay ? below(random, world.inbox.length) : 0];
  }
}

/** One thing that happens outside: a call is answered, an event is delivered, or time passes to the next timer. */
function act(world: World, random: Random, trouble: Trouble): boolean {
  const calls = [...world.calls.entries()].filter(([, { sent }]) => sent === 0 || random() < trouble.duplicate / 4);
  const listeners = [...world.listeners.entries()].filter(([, heard]) => heard < log.length);
  const timers = [...world.timers.entries()];
  const choices = calls.length + listeners.length + (timers.length > 0 ? 1 : 0);
  if (choices === 0) return false;
  const chosen = below(random, choices);
  const call = calls[chosen];
  const listener = listeners[chosen - calls.length];
  if (call !== undefined) answer(world, call[0], call[1], random, trouble);
  else if (listener !== undefined) {
    const [key, heard] = listener;
    world.listeners.set(key, heard + 1);
    world.inbox.push({ kind: 'event', key, event: log[heard] ?? {} });
  } else {
    const [key, atMs] = timers.reduce((first, one) => (one[1] < first[1] ? one : first));
    world.nowMs = Math.max(world.nowMs, atMs);
    world.timers.delete(key);
    world.inbox.push({ kind: 'timer', key });
  }
  return true;
}

/** The other side answers alike for the same key. A process that dies before it stored the answer asks again. */
function answer(world: World, key: string, call: { sent: number }, random: Random, trouble: Trouble): void {
  if (random() < trouble.crash) return;
  call.sent += 1;
  const hash = key.split('').reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) | 0, 7) >>> 0;
  if (hash % 4 === 0) world.failures += 1;
  world.inbox.push(
    hash % 4 === 0
      ? { kind: 'failure', key, error: { type: 'urn:down', status: 503 } }
      : { kind: 'result', key, output: { n: hash % 10 } },
  );
}

/** When a run has ended nothing is waited for any more. */
function waitedFor(world: World): string | undefined {
  const timer = [...world.timers.keys()][0];
  const listener = [...world.listeners.keys()][0];
  const call = [...world.calls.entries()].find(([, { sent }]) => sent === 0)?.[0];
  const left = timer ?? listener ?? call;
  return left === undefined ? undefined : `ended, and ${left} is still waited for`;
}
