import { setTimeout as sleep } from 'node:timers/promises';
import { createLeaseKeeper, leaseMs } from '../../platform/lease-keeper.ts';
import type { Logger } from '../../platform/logger.ts';
import { createGatherer } from '../../platform/gatherer.ts';
import type { Database } from '../../platform/postgres.ts';
import { storeResults, type AttemptResult } from './call-results.ts';
import { callsDue, leaseCalls, renewLeases, type LeasedCall } from './calls.ts';
import type { RunError } from './machine.ts';

/** What became of a call. `retry`: the other side may or may not have done it; the same call is made again with the same key. */
export type CallResult =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: RunError; readonly retry: boolean; readonly retryAfterMs?: number };

/** Makes one attempt. Never throws for what the other side does. */
export type MakeCall = (
  call: LeasedCall,
  attempt: { readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<CallResult>;

const atOnce = 64;
/** For one attempt. */
const longestAttemptMs = 30_000;
/** After the deadline, for storing the result. */
const graceMs = 5_000;
/** Backstop: calls of other processes, next attempts, leases that ran out. */
const pollMs = 250;
/** Attempts without an answer, over a little more than the time of a restart; after that the call is a dead letter and its task fails. */
const mostAttempts = 5;
const firstPauseMs = 500;
/** Attempts that ended with the process that made them. */
const mostInterruptions = 20;

export type PerformerDeps = {
  readonly database: Database;
  readonly makeCall: MakeCall;
  readonly nodeId: string;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly works: boolean;
  readonly log: Logger;
  /** A run of this organisation has a result. */
  readonly onResult: (orgId: string) => void;
  /** What came of an attempt. */
  readonly onAttempt: (outcome: 'answered' | 'failed' | 'again' | 'dead') => void;
};

export type Performer = {
  readonly wake: () => void;
  /** How many calls of its own a batch may lease to this process: half of the free places, so that others' calls find some too. */
  readonly room: () => number;
  /** Makes calls that are leased to this process. */
  readonly make: (calls: readonly LeasedCall[]) => void;
  /** Calls that are being made. */
  readonly inHand: () => number;
  readonly stop: () => Promise<void>;
};

/**
 * Makes calls to the outside: leases them, calls outside of any transaction, and gives the result to the run together with the end of the
 * lease. Results of an older lease, or of a call that is not wanted any more, change nothing.
 */
export function createPerformer(deps: PerformerDeps): Performer {
  const inHand = new Map<LeasedCall, { promise: Promise<void>; abort: AbortController }>();
  const keeper = createLeaseKeeper<LeasedCall>({ renew, log: deps.log });
  const keep = createGatherer<AttemptResult, undefined>(async (orgId, results) => {
    await deps.database.transaction(orgId, (tx) => storeResults(tx, results));
    return results.map(() => undefined);
  });
  let stopped = false;
  let leasing = false;
  let again = false;

  async function lease(): Promise<void> {
    if (leasing || stopped || !deps.works) {
      again = true;
      return;
    }
    leasing = true;
    try {
      do {
        again = false;
        const room = atOnce - inHand.size;
        if (room <= 0) break;
        const due = await callsDue(deps.database, room);
        for (const [orgId, calls] of Map.groupBy(due, (call) => call.orgId)) {
          const leased = await deps.database.transaction(orgId, (tx) => leaseCalls(tx, calls, deps.nodeId, leaseMs));
          for (const call of leased) begin(call);
        }
      } while (again && !stopped);
    } catch (error) {
      deps.log.warn({ error: String(error) }, 'leasing calls failed; it is tried again');
    } finally {
      leasing = false;
    }
  }

  function begin(call: LeasedCall): void {
    const abort = new AbortController();
    const letGo = keeper.hold(call, performance.now() + longestAttemptMs + graceMs);
    const promise = attempt(call, abort.signal)
      .catch((error: unknown) => {
        // the lease runs out and another attempt is made
        deps.log.warn({ runId: call.runId, key: call.key, error: String(error) }, 'a call broke off');
      })
      .finally(() => {
        letGo();
        inHand.delete(call);
        if (again) void lease();
      });
    inHand.set(call, { promise, abort });
  }

  async function attempt(call: LeasedCall, signal: AbortSignal): Promise<void> {
    const timeoutMs = call.deadlineAtMs - deps.nowMs();
    const result: CallResult =
      timeoutMs <= 0
        ? { ok: false, error: timeoutError(call), retry: false }
        : call.attempt > mostInterruptions
          ? { ok: false, error: lostError(call), retry: false }
          : await deps.makeCall(call, { timeoutMs: Math.min(timeoutMs, longestAttemptMs), signal });
    if (signal.aborted) return;
    const came = cameTo(call, result);
    await keep(call.orgId, came);
    deps.onAttempt(outcomeOf(result, came));
    deps.onResult(call.orgId);
  }

  function cameTo(call: LeasedCall, result: CallResult): AttemptResult {
    if (result.ok) return { call, data: { output: result.output } };
    const data = { error: result.error };
    if (!result.retry) return { call, data };
    const pauseMs = Math.max(result.retryAfterMs ?? 0, pauseBefore(call.attempt, deps.random()));
    const hasTime = deps.nowMs() + pauseMs < call.deadlineAtMs;
    const reason = result.error.detail ?? result.error.title ?? result.error.type;
    if (call.attempt < mostAttempts && hasTime) return { call, putOff: { reason, pauseMs } };
    // Without an answer nobody knows what became of it: that is for people to see.
    return { call, data, putOff: { reason, pauseMs: null } };
  }

  async function renew(orgId: string, calls: readonly LeasedCall[]): Promise<void> {
    const kept = await deps.database.transaction(orgId, (tx) => renewLeases(tx, calls, leaseMs));
    for (const call of calls) {
      // Abandoned, or taken over while this process stood still: whatever comes of it does not count.
      if (!kept.has(`${call.runId} ${call.key} ${call.generation}`)) inHand.get(call)?.abort.abort();
    }
  }

  const poll = setInterval(() => void lease(), pollMs);
  poll.unref();

  return {
    wake: () => void lease(),
    inHand: () => inHand.size,
    room: () => (stopped || !deps.works ? 0 : Math.max(0, (atOnce - inHand.size) >> 1)),
    make(calls) {
      // Once it stops, another process takes them over when their lease runs out.
      if (!stopped) calls.forEach(begin);
    },
    async stop() {
      stopped = true;
      clearInterval(poll);
      const patience = sleep(3_000, undefined, { ref: false });
      await Promise.race([Promise.all([...inHand.values()].map(({ promise }) => promise)), patience]);
      for (const { abort } of inHand.values()) abort.abort();
    },
  };
}

/** Doubles from attempt to attempt, less up to a half at random. */
export function pauseBefore(attempt: number, random: number): number {
  return Math.round(firstPauseMs * 2 ** (attempt - 1) * (1 - random / 2));
}

function outcomeOf({ ok }: CallResult, { putOff }: AttemptResult): 'answered' | 'failed' | 'again' | 'dead' {
  if (putOff === undefined) return ok ? 'answered' : 'failed';
  return putOff.pauseMs === null ? 'dead' : 'again';
}

const errors = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

function timeoutError(call: LeasedCall): RunError {
  return {
    type: `${errors}timeout`,
    status: 408,
    title: 'The call took too long',
    detail: `${call.kind} did not end by its deadline`,
  };
}

function lostError(call: LeasedCall): RunError {
  const detail = `${call.kind} was interrupted ${mostInterruptions} times`;
  return { type: `${errors}runtime`, status: 500, title: 'The call does not come to an end', detail };
}
