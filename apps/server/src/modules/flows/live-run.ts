import type { Effect, JournalEntry, Machine, Moment, RunEvent, RunError, Advanced } from './machine.ts';
import { limitError, type RunLimits } from './run-limits.ts';
import type { Run } from './run-rows.ts';

type CallEffect = Extract<Effect, { kind: 'call' }>;

/** A run while a batch works on it: how it is now, and what must be stored for it. */
export type LiveRun = {
  run: Run;
  /** It begins in this batch. */
  readonly isNew: boolean;
  readonly journal: JournalEntry[];
  /** Calls to be made, those of this database first in the caller's transaction; in the order in which they came up. */
  readonly calls: CallEffect[];
  readonly timers: Map<string, number>;
  readonly listeners: Map<string, Extract<Effect, { kind: 'listen' }>>;
  readonly emits: Extract<Effect, { kind: 'emit' }>[];
  readonly children: Extract<Effect, { kind: 'start-run' }>[];
  /** Keys of calls, timers, listeners, questions and child runs that are not wanted any more. */
  readonly abandoned: Set<string>;
  /** Something of it is not as it was stored; its journal may have grown without that. */
  changed: boolean;
  /** Events that nobody in the run took: it may hear them another time. */
  readonly unheard: { readonly task: string; readonly eventId: string }[];
  /** Pure work is left for when others had their turn. */
  more: boolean;
  /** Every event that came is over with it: nothing is wanted any more. */
  over: boolean;
};

export function liveOf(run: Run): LiveRun {
  return {
    run,
    isNew: run.isNew,
    journal: [],
    calls: [],
    timers: new Map(),
    listeners: new Map(),
    emits: [],
    children: [],
    abandoned: new Set(),
    changed: run.isNew,
    unheard: [],
    more: false,
    over: false,
  };
}

/** Begins a run, or hands it an event, and takes in what follows. A fault of the machine itself faults the run, never the batch. */
export function feed<D>(
  machine: Machine<D>,
  definition: D,
  limits: RunLimits,
  live: LiveRun,
  event: RunEvent | 'begin',
  moment: Moment,
): 'taken' | 'ignored' {
  if (live.over && event !== 'begin' && event.kind !== 'retry') {
    // What somebody answered after all is kept in the history, though nothing follows from it.
    if (event.kind === 'result' || event.kind === 'failure') noteIgnored(live, event.key, moment);
    return 'ignored';
  }
  const moreBefore = live.more;
  live.more = false;
  let advanced: Advanced;
  try {
    advanced =
      event === 'begin'
        ? machine.begin(definition, { ...moment, runId: live.run.runId, input: live.run.input })
        : machine.advance(definition, live.run.state, event, moment);
  } catch (error) {
    const detail = String(error).slice(0, 500);
    endWith(machine, definition, live, { type: runtimeError, status: 500, title: 'The engine failed', detail }, moment);
    return 'taken';
  }
  // Many runs may listen for events of one type; those that one does not concern leave no trace in it.
  if (event !== 'begin' && event.kind === 'event' && isIgnored(advanced)) {
    live.more = moreBefore;
    return 'ignored';
  }
  take(live, advanced, machine.stateVersion, moment);
  const { run, journal, calls, timers, listeners, children } = live;
  const effects = calls.length + timers.size + listeners.size + children.length;
  const error = limitError(run.journalRows + journal.length, effects, limits);
  if (error !== undefined) endWith(machine, definition, live, error, moment);
  return 'taken';
}

function noteIgnored(live: LiveRun, key: string, { nowMs }: Moment): void {
  live.journal.push({ kind: 'event.ignored', task: null, key, atMs: nowMs });
}

function isIgnored({ effects, journal }: Advanced): boolean {
  return effects.length === 0 && journal.every(({ kind }) => kind === 'event.ignored');
}

export const runtimeError = 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime';

function take(live: LiveRun, advanced: Advanced, stateVersion: number, { nowMs }: Moment): void {
  const over = isOver(advanced.status);
  live.changed = true;
  live.journal.push(...advanced.journal);
  live.run = {
    ...live.run,
    status: advanced.status,
    // A faulted run keeps its state: it may be mended and go on.
    state: over && advanced.status !== 'faulted' ? null : advanced.state,
    stateVersion,
    output: advanced.output ?? null,
    error: advanced.error ?? null,
    atTask: advanced.atTask,
    endedAtMs: over ? nowMs : null,
  };
  live.over = over;
  for (const effect of advanced.effects) takeEffect(live, effect);
}

function takeEffect(live: LiveRun, effect: Effect): void {
  switch (effect.kind) {
    case 'call':
      live.calls.push(effect);
      return;
    case 'timer':
      live.timers.set(effect.key, effect.atMs);
      return;
    case 'listen':
      live.listeners.set(effect.key, effect);
      return;
    case 'emit':
      live.emits.push(effect);
      return;
    case 'start-run':
      live.children.push(effect);
      return;
    case 'continue':
      live.more = true;
      return;
    case 'abandon':
      live.timers.delete(effect.key);
      live.listeners.delete(effect.key);
      live.abandoned.add(effect.key);
      dropWhere(live.calls, (call) => call.key === effect.key);
      dropWhere(live.children, (child) => child.key === effect.key && child.awaits);
      return;
  }
}

function dropWhere<T>(list: T[], isUnwanted: (one: T) => boolean): void {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const one = list[index];
    if (one !== undefined && isUnwanted(one)) list.splice(index, 1);
  }
}

/**
 * Ends a run from outside of its own logic: a limit, or a bug. What it waits for is given up, questions and child runs included, so that
 * a retry finds it as after any other fault.
 */
export function endWith<D>(machine: Machine<D>, definition: D, live: LiveRun, error: RunError, moment: Moment): void {
  live.more = false;
  try {
    take(live, machine.fault(definition, live.run.state, error, moment), machine.stateVersion, moment);
  } catch {
    // It has no state yet, and so waits for nothing.
    live.run = { ...live.run, status: 'faulted', error, output: null, endedAtMs: moment.nowMs };
    live.changed = true;
    live.over = true;
    live.journal.push({ kind: 'run.faulted', task: live.run.atTask, key: null, atMs: moment.nowMs, error });
  }
  live.calls.length = 0;
  live.children.length = 0;
  live.timers.clear();
  live.listeners.clear();
}

export function isOver(status: Run['status']): boolean {
  return status === 'completed' || status === 'faulted' || status === 'cancelled' || status === 'quarantined';
}

/** Cancels a run that waits in line; it holds no slot. */
export function cancelQueued(live: LiveRun, { nowMs }: Pick<Moment, 'nowMs'>): void {
  live.run = { ...live.run, status: 'cancelled', concurrencyKey: null, endedAtMs: nowMs };
  live.changed = true;
  live.over = true;
  live.journal.push({ kind: 'run.cancelled', task: null, key: null, atMs: nowMs });
}
