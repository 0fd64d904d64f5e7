import type { JsonValue } from '@barrow/flow';

/** Where an answer came from: the replay itself, what is so now, what is assumed, or nobody. */
export type AnsweredBy = 'simulated' | 'now' | 'assumed' | 'nobody';

/** Something that a run would have done. */
export type WouldHave = {
  readonly atMs: number;
  readonly task: string;
  readonly what: string;
  readonly request: JsonValue;
  readonly by: AnsweredBy;
};

export type RunSample = {
  /** What started it, as the caller named it. */
  readonly cause: string;
  readonly startedMs: number;
  readonly status: 'completed' | 'faulted' | 'open';
  readonly error: string | null;
  readonly would: readonly WouldHave[];
};

/** What all runs of a replay did. */
export type ReplayFigures = {
  readonly started: number;
  readonly completed: number;
  readonly faulted: number;
  /** Still waiting when the period was over. */
  readonly open: number;
  /** Not begun, as too many were under way. */
  readonly notBegun: number;
  /** In virtual time, of those that completed. */
  readonly meanMs: number | null;
  readonly faults: Readonly<Record<string, number>>;
  /** What was done, by name, and how often. */
  readonly does: Readonly<Record<string, number>>;
  /** For each of these, who answered. */
  readonly answers: Readonly<Record<string, Readonly<Partial<Record<AnsweredBy, number>>>>>;
  readonly samples: readonly RunSample[];
};
