import type { Logger } from './logger.ts';

/**
 * How long a lease lasts that nobody renews. Whoever takes over work of a process that died or hangs finds it free after this time, so
 * that with a sweep every second nothing waits for 5 s.
 */
export const leaseMs = 3_000;
const renewEveryMs = 750;

export type LeaseKeeper<L> = {
  /** Renews the lease until it is let go, or until `untilMs` of the monotonic clock: work that hangs does not keep it for ever. Answers how to let go. */
  hold(lease: L, untilMs: number): () => void;
};

export type LeaseKeeperOptions<L> = {
  /** Makes the leases of one organisation last `leaseMs` from now, those of them that are still this process's. */
  readonly renew: (orgId: string, leases: readonly L[]) => Promise<unknown>;
  readonly log: Logger;
  readonly everyMs?: number;
};

/**
 * Keeps the leases of work that runs in this process alive, in a statement an organisation. A process that is killed, stopped or cut
 * off renews nothing, and another takes over; should it come back, the generation of its lease says that its result does not count.
 */
export function createLeaseKeeper<L extends { readonly orgId: string }>({
  renew,
  log,
  everyMs = renewEveryMs,
}: LeaseKeeperOptions<L>): LeaseKeeper<L> {
  const held = new Map<L, number>();
  let timer: NodeJS.Timeout | undefined;

  async function renewAll(): Promise<void> {
    const nowMs = performance.now();
    for (const [lease, untilMs] of held) if (untilMs < nowMs) held.delete(lease);
    await Promise.all(
      [...Map.groupBy(held.keys(), ({ orgId }) => orgId)].map(([orgId, leases]) =>
        renew(orgId, leases).catch((error: unknown) =>
          // Tried again soon; should the lease run out meanwhile, the work is done once more under the same idempotency key.
          log.warn({ error: String(error) }, 'leases were not renewed'),
        ),
      ),
    );
  }

  function schedule(): void {
    if (timer !== undefined || held.size === 0) return;
    timer = setTimeout(() => {
      void renewAll().finally(() => {
        timer = undefined;
        schedule();
      });
    }, everyMs);
    timer.unref();
  }

  return {
    hold(lease, untilMs) {
      held.set(lease, untilMs);
      schedule();
      return () => held.delete(lease);
    },
  };
}
