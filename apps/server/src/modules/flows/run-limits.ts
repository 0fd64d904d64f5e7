import type { RunError } from './machine.ts';

/** What bounds a run, whatever its definition says. */
export type RunLimits = {
  readonly journalRows: number;
  /** Characters of its state, data included, as JSON. */
  readonly stateLength: number;
  /** Sub-workflows below sub-workflows. */
  readonly depth: number;
  /** Calls, timers, listeners and children that one stretch may add. */
  readonly effects: number;
};

export const usualRunLimits: RunLimits = { journalRows: 10_000, stateLength: 1_000_000, depth: 10, effects: 1_000 };

/** The error of the first limit that a run has passed, if any: its journal entries so far, and what one stretch added to wait for. */
export function limitError(journalRows: number, effects: number, limits: RunLimits): RunError | undefined {
  if (journalRows > limits.journalRows)
    return error(
      'The run does not come to an end',
      `It has more than ${limits.journalRows} journal entries: does it loop?`,
    );
  if (effects > limits.effects)
    return error(
      'The run asks for too much at once',
      `It waits for more than ${limits.effects} things: do less in parallel`,
    );
  return undefined;
}

/** The same for the size of what is to be stored, which is known once it is written as JSON. */
export function sizeError(length: number, limits: RunLimits): RunError | undefined {
  return length > limits.stateLength
    ? error(
        'The data of the run is too large',
        `It holds ${length} characters; ${limits.stateLength} are allowed. Keep ids, not documents`,
      )
    : undefined;
}

function error(title: string, detail: string): RunError {
  return { type: 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime', status: 500, title, detail };
}
