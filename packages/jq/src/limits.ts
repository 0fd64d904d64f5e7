import { LimitReached } from './errors.ts';

/** What one run may use. */
export type Limits = {
  /** Elements visited, calls made and values copied, in all. */
  readonly steps: number;
  /** Calls of functions within each other. */
  readonly depth: number;
  /** Outputs of one run. */
  readonly outputs: number;
  /** UTF-16 units of one text. */
  readonly textLength: number;
  /** Items of one array or keys of one object. */
  readonly items: number;
};

/** Sized for a server that runs thousands of expressions a second: what passes them ends within a fraction of a second. */
export const defaultLimits: Limits = {
  steps: 10_000_000,
  depth: 4_000,
  outputs: 1_000_000,
  textLength: 4_194_304,
  items: 1_000_000,
};

/**
 * What the current run has left. Runs are synchronous, so there is one at a time; a run inside a host's answer to another is put
 * before it and given back afterwards.
 */
export const meter = { stepsLeft: 0, depth: 0, copies: 0, limits: defaultLimits };

export function tick(): void {
  meter.stepsLeft -= 1;
  if (meter.stepsLeft < 0) tooManySteps();
}

/** Counts work on `units` elements at once. */
export function spend(units: number): void {
  meter.stepsLeft -= units;
  if (meter.stepsLeft < 0) tooManySteps();
}

function tooManySteps(): never {
  throw new LimitReached(`more than ${meter.limits.steps} steps`);
}

/** Counts one call deeper; `meter.depth` is put back by whoever catches. */
export function enterCall(): void {
  tick();
  meter.depth += 1;
  if (meter.depth > meter.limits.depth) {
    throw new LimitReached(`more than ${meter.limits.depth} calls within each other`);
  }
}

export function checkTextLength(length: number): void {
  if (length > meter.limits.textLength) {
    throw new LimitReached(`a text of more than ${meter.limits.textLength} characters`);
  }
}

export function checkItems(count: number): void {
  if (count > meter.limits.items) throw new LimitReached(`an array or object of more than ${meter.limits.items} items`);
}

/** One copied object in so many is looked at: counting the keys of each would cost as much as copying it. */
const sampled = 32;

/** Counts a copied object by the size of a sample of them. */
export function countCopy(object: object): void {
  meter.copies += 1;
  if (meter.copies % sampled === 0) spend(sampled * (1 + (Object.keys(object).length >> 1)));
}
