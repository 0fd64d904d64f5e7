/** When things happen in runs of one process. `sleep` ends at `atMs`, or as soon as `wake` does. */
export type Clock = {
  readonly now: () => number;
  /** `busy`: something outside is under way, so that time may not jump. Null: nothing is due, only `wake` can end it. */
  readonly sleep: (atMs: number | null, busy: boolean, wake: Promise<void>) => Promise<void>;
};

/** Longer delays overflow Node's timers. */
const longestTimerMs = 2_000_000_000;

async function wait(delayMs: number | null, wake: Promise<void>): Promise<void> {
  if (delayMs === null) return wake;
  let timer: NodeJS.Timeout | undefined;
  const due = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(Math.max(0, delayMs), longestTimerMs));
  });
  await Promise.race([due, wake]);
  clearTimeout(timer);
}

export const realClock: Clock = {
  now: Date.now,
  sleep: (atMs, _busy, wake) => wait(atMs === null ? null : atMs - Date.now(), wake),
};

/** Time that stands still while runs work, passes while something outside is under way, and otherwise jumps to what is due next. */
export function createVirtualClock(startMs: number): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    async sleep(atMs, busy, wake) {
      if (!busy && atMs !== null) {
        nowMs = Math.max(nowMs, atMs);
        return;
      }
      const beganMs = Date.now();
      await wait(atMs === null ? null : atMs - nowMs, wake);
      nowMs += Date.now() - beganMs;
    },
  };
}
