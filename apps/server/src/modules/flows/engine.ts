import { randomUUID } from 'node:crypto';
import { AppError } from '@barrow/kernel';
import { leaseMs } from '../../platform/lease-keeper.ts';
import type { Logger } from '../../platform/logger.ts';
import { isRepeated, type Database, type Tx } from '../../platform/postgres.ts';
import { RunTroubled, advanceBatch, type BatchDeps } from './advance-batch.ts';
import { forgetClaim, noteClaim } from './claims.ts';
import { organisationsDue } from './due.ts';
import { quarantine } from './quarantine.ts';
import { prepareStarts, type StartAsk } from './prepare-starts.ts';
import { admitRuns, newRun, startLater } from './start-runs.ts';
import type { VaryRuns } from './start-runs.ts';
import { storeTold, type Told } from '../../platform/registry.ts';
import type { Run } from './run-rows.ts';
import { storeBatch, type Aftermath } from './store-batch.ts';

/** Due runs taken in one transaction. */
const mostRuns = 200;
/** Transactions of one organisation at once in this process: one commits and waits for the disk while the next is worked on. */
const lanesAtOnce = 2;
/** Fewer starts than this wait for the transaction that runs, and go together. */
const worthALane = 32;
/** Backstop: what other processes made due, and what was missed. */
const pollMs = 100;
/** After so many failing actions a batch is done run by run. */
const mostTries = 3;

export type EngineDeps<D> = Omit<BatchDeps<D>, 'noteClaim'> & {
  readonly database: Database;
  readonly log: Logger;
  readonly vary: VaryRuns;
  /** This process. */
  readonly nodeId: string;
  /** Whether this process works on runs; one that does not still starts them. */
  readonly works: boolean;
  /** How many calls this process may begin at once by itself. */
  readonly roomForCalls: () => number;
  readonly onAftermath: (aftermath: Aftermath) => void;
};

export type Engine = {
  /** Starts a run: when this resolves it is stored, and has gone as far as it goes without waiting. Answers how it stands. */
  readonly start: (orgId: string, ask: StartAsk) => Promise<Run>;
  /** Something is due for this organisation. */
  readonly wake: (orgId: string) => void;
  readonly stop: () => Promise<void>;
};

type Waiting = {
  readonly ask: StartAsk;
  readonly resolve: (run: Run) => void;
  readonly reject: (error: unknown) => void;
};
type Lane = { waiting: Waiting[]; busy: number; due: boolean };
type Work = {
  readonly asks: readonly StartAsk[];
  readonly atMost: number;
  readonly only?: readonly string[];
  readonly alone: boolean;
  readonly without: ReadonlySet<string>;
};
type Done = { readonly runs: readonly Run[]; readonly refused: ReadonlyMap<string, Error>; readonly taken: number };

/**
 * Works on runs, many in one transaction, each as far as it goes. Starts are gathered while a transaction commits. A batch that fails
 * because of some runs is done again without them, and those one by one.
 */
export function createEngine<D>(deps: EngineDeps<D>): Engine {
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function transact(orgId: string, work: Work, claim: { id: string; runIds: readonly string[] }): Promise<Done> {
    const once = async (tx: Tx) => {
      const nowMs = deps.nowMs();
      const told: Told = { events: [], audit: [] };
      const { orders, known, refused } = await prepareStarts(tx, deps, work.asks, told);
      if (!deps.works) {
        const due = await startLater(tx, deps.vary, orders, nowMs);
        await storeTold(tx, told);
        const runs = [...known, ...orders.map((order) => newRun(order, nowMs))];
        return { runs, refused, taken: 0, aftermath: { ...nothing, due: due > 0 } };
      }
      const starts = await admitRuns(tx, deps.vary, orders, nowMs);
      const note = async (runIds: readonly string[], backendPid: number): Promise<void> => {
        claim.runIds = runIds;
        await noteClaim(deps.database, orgId, deps.nodeId, claim.id, runIds, backendPid);
      };
      const batch = await advanceBatch(tx, { ...deps, noteClaim: note }, { ...work, starts, told });
      const aftermath = await storeBatch(tx, batch, {
        limits: deps.limits,
        nowMs,
        workflows: deps,
        vary: deps.vary,
        own: { nodeId: deps.nodeId, atMost: deps.roomForCalls(), leaseMs },
      });
      const taken = batch.lives.length - starts.length;
      return { runs: [...known, ...batch.lives.map((live) => live.run)], refused, taken, aftermath };
    };
    const { aftermath, ...done } = await deps.database.transaction(orgId, once);
    if (aftermath.due) wake(orgId);
    deps.onAftermath(aftermath);
    return done;
  }

  /** One batch. When something in it fails, its runs one by one; then those that fail even so are set aside, or told to who starts them. */
  async function work(orgId: string, waiting: readonly Waiting[], atMost: number, claimId: string): Promise<number> {
    const claim = { id: claimId, runIds: [] as readonly string[] };
    const troubled = new Set<string>();
    const fine = () => waiting.filter(({ ask }) => !troubled.has(ask.runId));
    let taken = 0;
    for (let tries = 0; ; tries += 1) {
      const part = fine();
      if (part.length === 0 && atMost === 0) break;
      try {
        const done = await transact(
          orgId,
          { asks: part.map(({ ask }) => ask), atMost, alone: false, without: troubled },
          claim,
        );
        answer(part, done);
        taken = done.taken;
        break;
      } catch (error) {
        if (error instanceof AppError && error.retryable) throw error;
        if (error instanceof RunTroubled && tries < mostTries) {
          troubled.add(error.runId);
          continue;
        }
        for (const { ask } of part) troubled.add(ask.runId);
        for (const runId of claim.runIds) troubled.add(runId);
        taken = claim.runIds.length;
        break;
      }
    }
    for (const runId of troubled)
      await workAlone(
        orgId,
        runId,
        waiting.find(({ ask }) => ask.runId === runId),
        claim,
      );
    return taken;
  }

  async function workAlone(
    orgId: string,
    runId: string,
    starter: Waiting | undefined,
    claim: { id: string; runIds: readonly string[] },
  ): Promise<void> {
    const none = new Set<string>();
    try {
      const done = await transact(
        orgId,
        starter === undefined
          ? { asks: [], atMost: 1, only: [runId], alone: true, without: none }
          : { asks: [starter.ask], atMost: 0, alone: true, without: none },
        claim,
      );
      if (starter !== undefined) answer([starter], done);
    } catch (error) {
      if (starter !== undefined) starter.reject(error);
      else if (!isRepeated(error) && !(error instanceof AppError && error.retryable)) {
        deps.log.error({ runId, error: String(error) }, 'a run cannot be worked on and is set aside');
        await quarantine(deps.database, orgId, [runId], String(error));
      }
    }
  }

  function answer(waiting: readonly Waiting[], { runs, refused }: Done): void {
    const byId = new Map(runs.map((run) => [run.runId, run]));
    for (const { ask, resolve, reject } of waiting) {
      const run = byId.get(ask.runId);
      if (run === undefined) reject(refused.get(ask.runId) ?? new Error(`the run ${ask.runId} was not started`));
      else resolve(run);
    }
  }

  async function loop(orgId: string, lane: Lane): Promise<void> {
    const claimId = randomUUID();
    let noted = false;
    try {
      // What is asked for in the same turn of the event loop goes together.
      await new Promise((resolve) => setImmediate(resolve));
      while (lane.waiting.length > 0 || (lane.due && !stopped)) {
        const waiting = lane.waiting.splice(0, mostRuns);
        const takes = lane.due && deps.works && !stopped;
        lane.due = false;
        noted ||= takes;
        try {
          const taken = await work(orgId, waiting, takes ? mostRuns : 0, claimId);
          if (taken >= mostRuns) lane.due = true;
        } catch (error) {
          for (const { reject } of waiting) reject(error);
          if (takes) deps.log.warn({ error: String(error) }, 'working on runs failed; it is tried again');
        }
      }
      if (noted) await forgetClaim(deps.database, orgId, deps.nodeId, claimId);
    } catch (error) {
      deps.log.warn({ error: String(error) }, 'a note of what is in hand was not taken away');
    }
  }

  function laneOf(orgId: string): Lane {
    const known = lanes.get(orgId);
    if (known !== undefined) return known;
    const lane: Lane = { waiting: [], busy: 0, due: false };
    lanes.set(orgId, lane);
    return lane;
  }

  function spin(orgId: string, lane: Lane): void {
    if (lane.busy >= lanesAtOnce || (lane.busy > 0 && lane.waiting.length < worthALane && !lane.due)) return;
    lane.busy += 1;
    const run = loop(orgId, lane).finally(() => {
      lane.busy -= 1;
      running.delete(run);
      if (lane.waiting.length > 0 || (lane.due && !stopped)) spin(orgId, lane);
      else if (lane.busy === 0) lanes.delete(orgId);
    });
    running.add(run);
  }

  function wake(orgId: string): void {
    if (stopped || !deps.works) return;
    const lane = laneOf(orgId);
    lane.due = true;
    spin(orgId, lane);
  }

  const poll = setInterval(() => {
    if (!deps.works) return;
    organisationsDue(deps.database).then(
      (orgIds) => orgIds.forEach(wake),
      () => undefined,
    );
  }, pollMs);
  poll.unref();

  return {
    start: (orgId, ask) =>
      new Promise((resolve, reject) => {
        const lane = laneOf(orgId);
        lane.waiting.push({ ask, resolve, reject });
        spin(orgId, lane);
      }),
    wake,
    async stop() {
      stopped = true;
      clearInterval(poll);
      while (running.size > 0) await Promise.all(running);
    },
  };
}

const nothing: Aftermath = {
  due: false,
  calls: false,
  ownCalls: [],
  listeners: false,
  events: false,
  timerAtMs: undefined,
  ended: [],
  started: 0,
  claimed: 0,
};
