import type { Logger } from '../../platform/logger.ts';
import type { Database } from '../../platform/postgres.ts';
import { nextTimerMs, ringTimers } from './timers.ts';

/** Timers that ring in one go. */
const mostTimers = 1_000;
/** Backstop: timers that other processes set, and those of processes that died. */
const longestSleepMs = 1_000;

export type TimerWheel = {
  /** A timer was set that rings at this time. */
  expect(atMs: number): void;
  stop(): void;
};

export type TimerWheelDeps = {
  readonly database: Database;
  readonly nowMs: () => number;
  readonly works: boolean;
  readonly log: Logger;
  readonly onDue: (orgId: string) => void;
};

/** Rings timers when their time comes; any process does it for all, each timer once. */
export function createTimerWheel({ database, nowMs, works, log, onDue }: TimerWheelDeps): TimerWheel {
  let timer: NodeJS.Timeout | undefined;
  let wakesAtMs = Infinity;
  let stopped = false;

  function sleep(ms: number): void {
    if (stopped || !works) return;
    const atMs = nowMs() + ms;
    if (timer !== undefined && atMs >= wakesAtMs) return;
    clearTimeout(timer);
    wakesAtMs = atMs;
    timer = setTimeout(() => {
      timer = undefined;
      wakesAtMs = Infinity;
      void ring();
    }, ms);
    timer.unref();
  }

  async function ring(): Promise<void> {
    let nextMs = longestSleepMs;
    try {
      for (const orgId of await ringTimers(database, mostTimers)) onDue(orgId);
      nextMs = Math.min(longestSleepMs, Math.max(1, Math.ceil((await nextTimerMs(database)) ?? longestSleepMs)));
    } catch (error) {
      log.warn({ error: String(error) }, 'ringing timers failed; it is tried again');
    }
    sleep(nextMs);
  }

  sleep(longestSleepMs);
  return {
    expect: (atMs) => sleep(Math.max(1, atMs - nowMs())),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
