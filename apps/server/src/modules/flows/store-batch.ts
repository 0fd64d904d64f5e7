import { isUuid } from '@barrow/kernel';
import { appendEvents, type NewEvent } from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';
import { storeTold } from '../../platform/registry.ts';
import type { Batch } from './advance-batch.ts';
import { abandon, forgetEnded } from './abandon.ts';
import { storeCalls, type LeasedCall, type OwnCalls } from './calls.ts';
import { unhear } from './hear-events.ts';
import { deliverTo, type Arrival } from './inbox.ts';
import { storeJournal } from './journal.ts';
import { storeListeners } from './listeners.ts';
import type { LiveRun } from './live-run.ts';
import type { Effect } from './machine.ts';
import type { RunLimits } from './run-limits.ts';
import { storeRuns } from './run-rows.ts';
import { passSlotsOn } from './slots.ts';
import { startChildren, type VaryRuns, type Workflows } from './start-runs.ts';
import { setTimers } from './timers.ts';
import { scheduleAgain } from './triggers.ts';

/** What is to be done once a batch is committed. */
export type Aftermath = {
  /** Runs of the organisation are due. */
  readonly due: boolean;
  /** Calls wait for whoever has room. */
  readonly calls: boolean;
  /** Calls that are this process's to make now. */
  readonly ownCalls: readonly LeasedCall[];
  readonly listeners: boolean;
  readonly events: boolean;
  /** When the first timer that was set rings. */
  readonly timerAtMs: number | undefined;
  readonly ended: readonly LiveRun['run'][];
  /** Runs begun, and due runs taken up. */
  readonly started: number;
  readonly claimed: number;
};

/** The longest a call to the outside may take with all its attempts; a task's own timeout abandons it before. */
const longestCallMs = 5 * 60_000;

/** Stores everything about a batch, in a few statements however many runs it has. */
export async function storeBatch<D>(
  tx: Tx,
  { lives, told }: Batch,
  {
    limits,
    nowMs,
    own,
    workflows,
    vary,
  }: {
    readonly limits: RunLimits;
    readonly nowMs: number;
    readonly own: OwnCalls;
    readonly workflows: Workflows<D>;
    readonly vary: VaryRuns;
  },
): Promise<Aftermath> {
  const journal = lives.flatMap((live) =>
    live.journal.map((entry, index) => ({ ...entry, runId: live.run.runId, seq: live.run.journalRows + index + 1 })),
  );
  const runs = lives
    .filter((live) => live.changed || live.journal.length > 0)
    .map((live) => ({ ...live.run, journalRows: live.run.journalRows + live.journal.length }));
  const of = <T>(pick: (live: LiveRun) => Iterable<T>) =>
    lives.flatMap((live) => [...pick(live)].map((one) => ({ runId: live.run.runId, one })));
  const calls = lives.flatMap(({ run, calls: wanted }) =>
    wanted.map((one) => ({
      runId: run.runId,
      definitionId: run.definitionId,
      key: one.key,
      kind: one.call,
      request: { request: one.request, late: one.late },
      deadlineMs: longestCallMs,
    })),
  );
  const timers = of((live) => live.timers).map(({ runId, one: [key, atMs] }) => ({ runId, key, atMs }));
  const listeners = of((live) => live.listeners.values()).map(({ runId, one }) => ({ ...one, runId }));
  const abandoned = of((live) => live.abandoned).map(({ runId, one }) => ({ runId, key: one }));
  const unheard = of((live) => live.unheard).map(({ runId, one }) => ({ ...one, runId }));
  const ended = lives.filter((live) => live.over && live.changed).map((live) => live.run);
  const events = lives.flatMap((live) => live.emits.map((emit) => eventOf(live, emit, nowMs)));

  // What is not wanted any more goes first: a key that is asked for again in the same stretch is new.
  await abandon(tx, abandoned);
  const storing = [
    storeRuns(tx, runs, nowMs),
    storeJournal(tx, journal),
    storeTold(tx, told),
    setTimers(tx, timers),
    unhear(tx, unheard),
    storeListeners(tx, listeners),
    appendEvents(tx, { actor: 'system:flows', traceId: null }, events),
  ];
  const [ownCalls] = await Promise.all([storeCalls(tx, calls, nowMs, own), ...storing]);
  await forgetEnded(
    tx,
    ended.filter((run) => !run.isNew).map((run) => run.runId),
  );
  await scheduleAgain(
    tx,
    ended.map((run) => run.startedBy),
  );
  const children = lives.flatMap((live) => live.children.map((child) => ({ parent: live.run, child })));
  const started = await startChildren(tx, workflows, children, { vary, mostDepth: limits.depth, nowMs });
  const answers = [
    ...ended.flatMap(answerToParent),
    ...lives.filter((live) => live.more).map((live) => goOn(live.run.runId)),
  ];
  await deliverTo(tx, answers);
  const passed = await passSlotsOn(
    tx,
    ended.flatMap((run) => (run.concurrencyKey === null ? [] : [run.concurrencyKey])),
  );
  return {
    due: started + answers.length + passed > 0,
    calls: calls.length > ownCalls.length,
    ownCalls,
    listeners: listeners.length > 0,
    events: events.length + told.events.length > 0,
    timerAtMs: timers.length === 0 ? undefined : Math.min(...timers.map((timer) => timer.atMs)),
    ended,
    started: lives.filter(({ isNew }) => isNew).length,
    claimed: lives.filter(({ isNew }) => !isNew).length,
  };
}

function goOn(runId: string): Arrival {
  return { runId, kind: 'command', key: null, data: { command: 'continue' } };
}

function answerToParent(run: LiveRun['run']): Arrival[] {
  if (run.parentRunId === null || run.parentKey === null) return [];
  const data = run.status === 'completed' ? { output: run.output } : { error: run.error };
  return [{ runId: run.parentRunId, kind: 'result', key: run.parentKey, data }];
}

function eventOf(live: LiveRun, { event }: Extract<Effect, { kind: 'emit' }>, nowMs: number): NewEvent {
  const fields: object = typeof event === 'object' && event !== null ? event : {};
  const type: unknown = Reflect.get(fields, 'type');
  const subject: unknown = Reflect.get(fields, 'subject');
  const time: unknown = Reflect.get(fields, 'time');
  return {
    type: typeof type === 'string' ? type : 'flows.event',
    subjectId: isUuid(subject) ? subject : null,
    locationId: null,
    occurredAt: typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? time : new Date(nowMs).toISOString(),
    actor: `system:flow:${live.run.runId}`,
    ...(live.run.traceId === null ? {} : { traceId: live.run.traceId }),
    data: Reflect.get(fields, 'data') ?? null,
  };
}
