import { isRepeated, type Tx } from '../../platform/postgres.ts';
import type { Caller, Registry, Told } from '../../platform/registry.ts';
import { waitForAnswer } from '../tasks/index.ts';
import { askerOf } from './abandon.ts';
import type { DefinitionCache, Published } from './definition-cache.ts';
import { takeDue } from './due.ts';
import { actionOf, errorOf, functionRequest, withId } from './functions.ts';
import { emptyInboxes, type Arrival } from './inbox.ts';
import { cancelQueued, endWith, feed, isOver, liveOf, type LiveRun } from './live-run.ts';
import type { Machine, Moment, RunError, RunEvent } from './machine.ts';
import { sizeError, type RunLimits } from './run-limits.ts';
import { readRuns, type Run } from './run-rows.ts';

export type BatchDeps<D> = {
  readonly machine: Machine<D>;
  readonly registry: () => Registry;
  readonly definitions: DefinitionCache<D>;
  readonly limits: RunLimits;
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Notes, outside of the transaction, which runs are in hand. */
  readonly noteClaim: (runIds: readonly string[], backendPid: number) => Promise<void>;
};

/** A run cannot be worked on in company: its action failed, say. The batch is done again without it, and the run by itself. */
export class RunTroubled extends Error {
  readonly runId: string;
  constructor(runId: string, cause: unknown) {
    super(`the run ${runId} is in trouble`, { cause });
    this.runId = runId;
  }
}

/** Actions of one run in one transaction; more go to the next. */
const mostActions = 50;
/** How often a run with much pure work has its turn in one transaction. */
const mostTurns = 5;

export type Batch = {
  readonly lives: readonly LiveRun[];
  readonly told: Told;
  /** Definitions of the runs, by id. */
  readonly published: ReadonlyMap<string, Published<unknown>>;
};

/**
 * Takes due runs of an organisation, adds new ones, and advances each through everything that needs no waiting: pure tasks, and actions
 * of this database, in the caller's transaction. Nothing is stored yet. `alone`: one run whose failing actions are undone by a savepoint;
 * otherwise a failing action throws RunTroubled.
 */
export async function advanceBatch<D>(
  tx: Tx,
  deps: BatchDeps<D>,
  work: {
    readonly starts: readonly Run[];
    /** To which what is told is added. */
    readonly told: Told;
    readonly atMost: number;
    readonly only?: readonly string[];
    readonly alone: boolean;
    readonly without: ReadonlySet<string>;
  },
): Promise<Batch> {
  const { runIds, backendPid } =
    work.atMost === 0
      ? { runIds: [], backendPid: 0 }
      : await takeDue(tx, work.atMost, deps.machine.stateVersion, work.only, work.without);
  const [stored, inboxes] =
    runIds.length === 0
      ? [[], new Map<string, Arrival[]>()]
      : await Promise.all([readRuns(tx, runIds), emptyInboxes(tx, runIds), deps.noteClaim(runIds, backendPid)]);
  // One that was there when a process died is worked on by itself, so that its company is not blamed.
  const suspect = work.alone ? undefined : stored.find((run) => run.deaths > 0);
  if (suspect !== undefined) throw new RunTroubled(suspect.runId, 'it was in hand when a process died');
  const runs = [...work.starts, ...stored];
  const published = await deps.definitions.load(tx, [...new Set(runs.map((run) => run.definitionId))]);
  const { told } = work;
  const lives = runs.map(liveOf);
  const moment: Moment = { nowMs: deps.nowMs(), random: deps.random };

  const advance = async (live: LiveRun): Promise<void> => {
    const definition = published.get(live.run.definitionId);
    live.over = isOver(live.run.status);
    if (definition === undefined) throw new Error(`the definition of the run ${live.run.runId} is missing`);
    const step = (event: RunEvent | 'begin') =>
      feed(deps.machine, definition.compiled, deps.limits, live, event, moment);
    const arrivals = inboxes.get(live.run.runId) ?? [];
    if (live.run.status === 'queued') {
      if (arrivals.some((arrival) => eventOf(arrival).kind === 'cancel')) cancelQueued(live, moment);
      return;
    }
    if (live.run.state === null && !isOver(live.run.status)) step('begin');
    for (const arrival of arrivals) {
      const before = live.calls.length;
      if (step(eventOf(arrival)) === 'ignored' && arrival.kind === 'event') live.unheard.push(heardIn(arrival.data));
      const answered = answerIn(arrival.data);
      // A person answers for the call that failed: it is begun again, and not made.
      const [call] = answered === undefined ? [] : live.calls.splice(before, 1);
      if (answered !== undefined && call !== undefined)
        step({ kind: 'result', key: call.key, output: answered.output });
    }
    for (let turns = 0; live.more && turns < mostTurns; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      step({ kind: 'continue' });
    }
    let performed = 0;
    for (let index = 0; index < live.calls.length && performed < mostActions;) {
      const call = live.calls[index];
      const asked = call?.call === 'function' ? functionRequest(call.request) : undefined;
      const action = asked === undefined ? undefined : actionOf(deps.registry(), asked.function);
      if (call === undefined || action === undefined || action.own) {
        index += 1;
        continue;
      }
      live.calls.splice(index, 1);
      performed += 1;
      const event = await perform(
        tx,
        deps.registry(),
        callerOf(tx.orgId, live.run, definition),
        live,
        { ...call, action: action.name, input: withId(action, asked?.arguments, live.run.runId, call.key) },
        told,
        work.alone,
      );
      if (event !== undefined) step(event);
      index = 0;
    }
    const tooLarge = live.over ? undefined : sizeError(JSON.stringify(live.run.state).length, deps.limits);
    if (tooLarge !== undefined) endWith(deps.machine, definition.compiled, live, tooLarge, moment);
  };
  if (work.alone) for (const live of lives) await advance(live);
  else await Promise.all(lives.map(advance));
  return { lives, told, published };
}

/** Asks a person: the call ends when the answer comes. */
const askAction = 'tasks.task.ask';

async function perform(
  tx: Tx,
  registry: Registry,
  caller: Caller,
  live: LiveRun,
  call: { readonly key: string; readonly action: string; readonly input: unknown },
  told: Told,
  alone: boolean,
): Promise<RunEvent | undefined> {
  const mine: Told = { events: [], audit: [] };
  try {
    if (alone) await tx.run('savepoint run_action');
    const output = await registry.performWithin(tx, call.action, caller, call.input, mine);
    if (call.action === askAction)
      await waitForAnswer(tx, textAt(output, 'taskId'), askerOf({ runId: live.run.runId, key: call.key }));
    if (alone) await tx.run('release savepoint run_action');
    told.events.push(...mine.events);
    told.audit.push(...mine.audit);
    return call.action === askAction ? undefined : { kind: 'result', key: call.key, output: asJson(output) };
  } catch (error) {
    if (isRepeated(error)) throw error;
    if (!alone) throw new RunTroubled(live.run.runId, error);
    await tx.run('rollback to savepoint run_action');
    return { kind: 'failure', key: call.key, error: errorOf(error) };
  }
}

/** What an action gave, as JSON has it. */
function asJson(output: unknown): unknown {
  const parsed: unknown = JSON.parse(JSON.stringify(output ?? null));
  return parsed;
}

function textAt(value: unknown, field: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
  return String(found);
}

/** A run acts with the grant of its definition's publication, entered by the workflow. */
export function callerOf(orgId: string, run: Run, { grant, title }: Published<unknown>): Caller {
  return {
    actor: { kind: 'system', id: `flow:${run.runId}`, name: title, enteredBy: 'workflow' },
    grant: { orgId, ...grant, supplierId: null },
    traceId: run.traceId ?? run.runId.replaceAll('-', ''),
  };
}

/** What somebody answers by hand in place of what a retried task asks for. */
function answerIn(data: unknown): { readonly output: unknown } | undefined {
  const answer: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'answer') : undefined;
  return typeof answer === 'object' && answer !== null ? { output: Reflect.get(answer, 'output') ?? null } : undefined;
}

/** Which task heard which event, as hear-events.ts has put it into the inbox. */
function heardIn(data: unknown): { task: string; eventId: string } {
  const event: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'event') : undefined;
  return { task: textAt(data, 'task'), eventId: textAt(event, 'id') };
}

function eventOf({ kind, key, data }: Arrival): RunEvent {
  const content = typeof data === 'object' && data !== null ? data : {};
  if (kind === 'timer') return { kind: 'timer', key: key ?? '' };
  if (kind === 'event') return { kind: 'event', key: key ?? '', event: Reflect.get(content, 'event') };
  if (kind === 'result') {
    const error: unknown = Reflect.get(content, 'error');
    return error === undefined
      ? { kind: 'result', key: key ?? '', output: Reflect.get(content, 'output') ?? null }
      : { kind: 'failure', key: key ?? '', error: error as RunError };
  }
  const command: unknown = Reflect.get(content, 'command');
  if (
    command === 'continue' ||
    command === 'cancel' ||
    command === 'suspend' ||
    command === 'resume' ||
    command === 'retry'
  )
    return { kind: command };
  throw new Error(`a run was told to ${String(command)}`);
}
