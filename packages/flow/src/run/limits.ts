/** What one run may use. Passing a limit faults it with a standard error. */
export type RunLimits = {
  /** Tasks begun in one call of the machine before others have their turn. */
  readonly stepsAtOnce: number;
  /** Tasks begun in all. */
  readonly steps: number;
  /** Tasks within tasks. */
  readonly nesting: number;
  /** Values that the journal keeps, counted roughly as characters of JSON; larger ones are left out. */
  readonly journalValue: number;
  /** Events that a listening task holds while it works on others. */
  readonly queue: number;
};

export const defaultRunLimits: RunLimits = {
  stepsAtOnce: 1_000,
  steps: 1_000_000,
  nesting: 100,
  journalValue: 16_384,
  queue: 10_000,
};
