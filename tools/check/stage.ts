export type TestCounts = { readonly passed: number; readonly failed: number; readonly skipped: number };

export type StageResult = {
  readonly ok: boolean;
  /** A few words for the stage's line. */
  readonly note: string;
  /** Shown when the stage failed. */
  readonly output: string;
  /** Shown in any case, such as why tests were skipped. */
  readonly remarks?: readonly string[];
  /** Present when the stage runs tests. */
  readonly tests?: TestCounts;
};

export type Stage = {
  readonly name: string;
  readonly runsTests: boolean;
  /** True when it must have the machine to itself, because it measures time or kills processes. */
  readonly alone: boolean;
  readonly run: (options: { readonly long: boolean }) => Promise<StageResult>;
};
