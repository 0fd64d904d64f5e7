import type { ExactValue } from './value.ts';

/** What a program may ask of whoever runs it. Everything is optional: without it there is no further input, and time stands at 0. */
export type Host = {
  /** Seconds since 1970, for `now`. */
  readonly now?: () => number;
  /** The next input; undefined when there is none. */
  readonly input?: () => ExactValue | undefined;
  readonly debug?: (message: ExactValue) => void;
  readonly stderr?: (message: ExactValue) => void;
  readonly inputFilename?: () => string | null;
  readonly inputLineNumber?: () => number;
};

/** The host of the current run, and what `$ENV` is in it. */
export const running: { host: Host } = { host: {} };
