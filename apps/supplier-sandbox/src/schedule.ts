/** Work for later, all of which is dropped when it closes; nothing starts after that. Delays in milliseconds. */
export class Schedule {
  readonly #pending = new Set<() => void>();
  #closed = false;

  /** Runs `work` later; its failure is a bug and ends the process. */
  after(delayMs: number, work: () => void | Promise<void>): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#pending.delete(drop);
      void work();
    }, delayMs);
    const drop = () => clearTimeout(timer);
    this.#pending.add(drop);
  }

  /** Resolves after a delay, or when the schedule closes. */
  wait(delayMs: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#pending.delete(end);
        resolve();
      };
      const timer = setTimeout(end, delayMs);
      this.#pending.add(end);
    });
  }

  close(): void {
    this.#closed = true;
    for (const drop of this.#pending) drop();
    this.#pending.clear();
  }
}
