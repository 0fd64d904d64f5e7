import { writeSync } from 'node:fs';

const chunkLength = 65_536;

/** The reader of the pipe is gone: there is nobody to write to. */
export class PipeClosed extends Error {}

/** Gathers text and writes it in large pieces, waiting for whoever reads slowly. */
export class Output {
  readonly #descriptor: number;
  #pieces: string[] = [];
  #length = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= chunkLength) this.flush();
  }

  /** Throws PipeClosed. */
  flush(): void {
    if (this.#length === 0) return;
    const bytes = Buffer.from(this.#pieces.join(''), 'utf8');
    this.#pieces = [];
    this.#length = 0;
    for (let written = 0; written < bytes.length;) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        if (codeOf(error) === 'EPIPE') throw new PipeClosed();
        if (codeOf(error) !== 'EAGAIN') throw error;
        waitMs(5);
      }
    }
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Waits without the event loop: the command does one thing after the other. */
export function waitMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
