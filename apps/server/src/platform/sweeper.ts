import type { Logger } from './logger.ts';

/** Work that is due by time, done again and again by every process: each sweep claims its work so that two processes do not do it twice. */
export type Sweep = { readonly name: string; readonly everyMs: number; readonly sweep: () => Promise<number> };

export function createSweeper(log: Logger, sweeps: readonly Sweep[]): { stop: () => Promise<void> } {
  let stopped = false;
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  async function once({ name, sweep }: Sweep): Promise<void> {
    try {
      await sweep();
    } catch (error) {
      log.warn({ sweep: name, error: String(error) }, 'a sweep failed; it will be tried again');
    }
  }

  function schedule(one: Sweep): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      const run = once(one).finally(() => {
        running.delete(run);
        schedule(one);
      });
      running.add(run);
    }, one.everyMs);
    timer.unref();
    timers.add(timer);
  }

  for (const one of sweeps) schedule(one);
  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
