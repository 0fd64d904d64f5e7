import { setTimeout } from 'node:timers/promises';
import type { Actor } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { appendEvents, type NewEvent } from '../../platform/event-log.ts';
import { createLeaseKeeper, leaseMs } from '../../platform/lease-keeper.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import { actorText } from '../../platform/registry.ts';
import { raiseTasks } from '../tasks/index.ts';
import { changeOrder } from './change-order.ts';
import {
  dispatchesDue,
  endLease,
  leaseDispatches,
  renewDispatches,
  type DispatchEnd,
  type LeasedDispatch,
} from './dispatch-store.ts';
import type { OrderActor } from './order-actor.ts';
import { decideOrder, type OrderCommand } from './order-machine.ts';
import { lockOrder, type LockedOrder } from './order-rows.ts';
import { oddAnswer } from './order-tasks.ts';
import type { OrderTransport, TransportResult } from './transports/transport.ts';

export type DispatchLimits = {
  /** How long another process waits for one that no longer renews its lease before it makes the next attempt. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** How long an attempt may take. */
  readonly attemptMs: number;
  readonly maxAttempts: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Attempts at once, and at once to one supplier, in this process. */
  readonly atOnce: number;
  readonly atOnceEach: number;
};

/** Twelve attempts over about an hour and three quarters: longer than a restart, shorter than an order day. */
export const usualLimits: DispatchLimits = {
  leaseMs,
  renewEveryMs: 750,
  attemptMs: 25_000,
  maxAttempts: 12,
  firstPauseMs: 5_000,
  longestPauseMs: 30 * 60_000,
  atOnce: 16,
  atOnceEach: 4,
};

export type DispatcherDeps = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly transport: OrderTransport;
  readonly nowMs: () => number;
  /** 0 to below 1. */
  readonly random: () => number;
  readonly onCommit: () => void;
  readonly log: Logger;
  readonly limits?: Partial<DispatchLimits>;
};

export type Dispatcher = {
  /** Leases what is due and begins to send it; answers how many attempts were begun. Does not wait for suppliers. */
  readonly sweep: () => Promise<number>;
  /** Resolves once no attempt of this process is running, or `patienceMs` have passed: what is left is sent again when its lease ends. */
  readonly idle: (patienceMs?: number) => Promise<void>;
};

const system: Actor = { kind: 'system', id: 'supply.dispatch', name: 'Order dispatch', enteredBy: 'system' };

/**
 * Sends purchase orders: leases rows, calls outside of any transaction, and stores the result under the generation of its lease. A
 * lease is short and renewed while the attempt runs. A process that dies leaves one that runs out in seconds; the next attempt uses
 * the same idempotency key, so the supplier sees one order.
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const limits: DispatchLimits = { ...usualLimits, ...deps.limits };
  const running = new Set<Promise<void>>();
  const runningFor = new Map<string, number>();
  const leases = createLeaseKeeper<LeasedDispatch>({
    renew: (orgId, held) => deps.database.transaction(orgId, (tx) => renewDispatches(tx, held, limits.leaseMs)),
    log: deps.log,
    everyMs: limits.renewEveryMs,
  });

  async function claim(): Promise<LeasedDispatch[]> {
    const room = limits.atOnce - running.size;
    if (room <= 0) return [];
    const planned = new Map(runningFor);
    const due = (await dispatchesDue(deps.database, limits.atOnce * 4)).filter(({ supplierId }) => {
      const busy = planned.get(supplierId) ?? 0;
      planned.set(supplierId, busy + 1);
      return busy < limits.atOnceEach;
    });
    const leased: LeasedDispatch[] = [];
    for (const [orgId, ofOrg] of Map.groupBy(due.slice(0, room), (one) => one.orgId)) {
      leased.push(
        ...(await deps.database.transaction(orgId, (tx) => leaseDispatches(tx, deps.sealer, ofOrg, limits.leaseMs))),
      );
    }
    return leased;
  }

  async function attempt(leased: LeasedDispatch, deadlineMs: number): Promise<void> {
    // a lease that ran out after the last attempt: nobody knows what became of it
    const result: TransportResult =
      leased.attempt > limits.maxAttempts
        ? { outcome: 'retry', reason: 'The last attempt was interrupted' }
        : typeof leased.target === 'string'
          ? { outcome: 'refused', reason: leased.target }
          : await deps.transport.send(leased.message, {
              idempotencyKey: leased.idempotencyKey,
              deadlineMs,
              target: leased.target,
            });
    await deps.database.transaction(leased.orgId, (tx) => store(tx, leased, result));
    deps.onCommit();
  }

  async function store(tx: Tx, leased: LeasedDispatch, result: TransportResult): Promise<void> {
    const order = await lockOrder(tx, leased.orderId);
    const end = endOf(leased, result);
    if (!(await endLease(tx, leased, end))) return;
    const command = commandOf(end, result);
    if (command === undefined) return;
    const events: NewEvent[] = [];
    const by: OrderActor = { actor: system, nowMs: deps.nowMs, emit: (event) => events.push(event) };
    await changeOrder(tx, by, order, command);
    if (result.outcome === 'delivered') await afterDelivery(tx, by, order, result);
    await appendEvents(tx, { actor: actorText(system), traceId: null }, events);
  }

  function endOf(leased: LeasedDispatch, result: TransportResult): DispatchEnd {
    if (result.outcome === 'delivered') return { status: 'delivered', result: result.warning ?? null };
    if (result.outcome === 'refused') return { status: 'refused', result: result.reason };
    if (leased.attempt >= limits.maxAttempts) return { status: 'failed', result: result.reason };
    const pauseMs = pauseBefore(leased.attempt + 1, limits, deps.random());
    return { status: 'due', result: result.reason, pauseMs: Math.max(pauseMs, result.retryAfterMs ?? 0) };
  }

  return {
    async sweep() {
      const atMs = deps.nowMs();
      const leased = await claim();
      for (const one of leased) {
        runningFor.set(one.supplierId, (runningFor.get(one.supplierId) ?? 0) + 1);
        const letGo = leases.hold(one, performance.now() + limits.attemptMs + limits.leaseMs);
        const run = attempt(one, atMs + limits.attemptMs)
          .catch((error: unknown) =>
            // the lease runs out and another attempt is made
            deps.log.warn({ orderId: one.orderId, error: String(error) }, 'an attempt to send an order broke off'),
          )
          .finally(() => {
            letGo();
            running.delete(run);
            const left = (runningFor.get(one.supplierId) ?? 1) - 1;
            if (left > 0) runningFor.set(one.supplierId, left);
            else runningFor.delete(one.supplierId);
          });
        running.add(run);
      }
      return leased.length;
    },
    async idle(patienceMs = 5_000) {
      const patience = new AbortController();
      const timeout = setTimeout(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all(running), timeout]);
      patience.abort();
    },
  };
}

/** Doubles from attempt to attempt, less up to a half at random, so that a supplier that comes back is not met by all at once. */
export function pauseBefore(attempt: number, limits: DispatchLimits, random: number): number {
  const full = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** Math.max(0, attempt - 2));
  return Math.round(full * (1 - random / 2));
}

function commandOf(end: DispatchEnd, result: TransportResult): OrderCommand | undefined {
  switch (end.status) {
    case 'delivered':
      return { kind: 'delivered' };
    case 'refused':
      return { kind: 'acknowledge', acknowledgement: { status: 'refused', lines: [], reason: reasonOf(result) } };
    case 'failed':
      return { kind: 'undelivered', reason: reasonOf(result) };
    case 'due':
      return undefined;
  }
}

function reasonOf(result: TransportResult): string {
  return (result.outcome === 'delivered' ? '' : result.reason).slice(0, 500);
}

/** Applies the answer that came with the delivery. What the order cannot take any more is for people to look at. */
async function afterDelivery(
  tx: Tx,
  by: OrderActor,
  order: LockedOrder,
  { acknowledgement, warning }: Extract<TransportResult, { outcome: 'delivered' }>,
): Promise<void> {
  if (acknowledgement !== undefined) {
    const now = await lockOrder(tx, order.head.orderId);
    const command: OrderCommand = { kind: 'acknowledge', acknowledgement };
    if (decideOrder(now.state, command).ok) await changeOrder(tx, by, now, command);
    else await raiseOddAnswer(tx, order, `it came when the order was ${now.state.status}`);
  }
  if (warning !== undefined) await raiseOddAnswer(tx, order, warning);
}

async function raiseOddAnswer(tx: Tx, order: LockedOrder, warning: string): Promise<void> {
  await raiseTasks(tx, [
    {
      kind: oddAnswer,
      subjectKey: order.head.orderId,
      locationId: order.head.locationId,
      title: `The answer to order ${order.head.number} is odd: ${warning}`.slice(0, 300),
      details: { orderId: order.head.orderId, number: order.head.number, warning },
    },
  ]);
}
