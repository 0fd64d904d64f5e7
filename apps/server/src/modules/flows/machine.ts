import type { ScheduleClock } from './schedule-zones.ts';

/** What the state machine of packages/flow gives and takes, in the words of this module. */

export type RunEvent =
  | { readonly kind: 'result'; readonly key: string; readonly output: unknown }
  | { readonly kind: 'failure'; readonly key: string; readonly error: RunError }
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'event'; readonly key: string; readonly event: unknown }
  | { readonly kind: 'continue' | 'cancel' | 'suspend' | 'resume' | 'retry' };

export type RunError = {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
};

export type JournalEntry = {
  readonly kind: string;
  readonly task: string | null;
  readonly key: string | null;
  readonly atMs: number;
  readonly startedAtMs?: number;
  readonly output?: unknown;
  readonly error?: RunError;
};

export type Effect =
  | {
      readonly kind: 'call';
      readonly key: string;
      readonly task: string;
      readonly call: string;
      readonly request: unknown;
      /** Parts of the request that need secrets. */
      readonly late: readonly unknown[];
      readonly awaits: boolean;
    }
  | { readonly kind: 'timer'; readonly key: string; readonly atMs: number }
  | {
      readonly kind: 'listen';
      readonly key: string;
      readonly task: string;
      readonly types: readonly string[];
      readonly filters: readonly RoughFilter[];
    }
  | { readonly kind: 'emit'; readonly key: string; readonly task: string; readonly event: unknown }
  | {
      readonly kind: 'start-run';
      readonly key: string;
      readonly task: string;
      readonly workflow: WorkflowName;
      readonly input: unknown;
      readonly awaits: boolean;
    }
  | { readonly kind: 'abandon'; readonly key: string }
  | { readonly kind: 'continue' };

export type RoughFilter = { readonly [attribute: string]: string };

export type WorkflowName = { readonly namespace: string; readonly name: string; readonly version: string };

export type Advanced = {
  readonly state: unknown;
  readonly status: 'running' | 'waiting' | 'suspended' | 'completed' | 'faulted' | 'cancelled';
  readonly output?: unknown;
  readonly error?: RunError;
  readonly atTask: string | null;
  readonly journal: readonly JournalEntry[];
  readonly effects: readonly Effect[];
};

/** What a definition says about when it starts by itself. */
export type StartRule =
  | { readonly kind: 'event'; readonly types: readonly string[]; readonly filter: unknown }
  /** `afterMs`: starts at once, and again so long after its run has ended. */
  | { readonly kind: 'schedule'; readonly schedule: unknown; readonly afterMs: number | null };

/** What a definition's metadata says about its runs, for one input. */
export type Labels = {
  readonly businessKeys: readonly string[];
  readonly priority: number;
  readonly concurrency?: { readonly key: string; readonly atMost: number };
};

/** A definition as it is to be stored. */
export type ReadDefinition = {
  readonly document: unknown;
  readonly name: WorkflowName;
  /** Functions that it calls by name, with the place of each. */
  readonly functions: readonly { readonly name: string; readonly pointer: string }[];
  /** Types of events that it is written to emit. */
  readonly emits: readonly { readonly name: string; readonly pointer: string }[];
  readonly starts: readonly StartRule[];
};

export type Machine<Definition> = {
  /** Reads and checks a source in YAML or JSON. Throws DEFINITION_INVALID with a problem for each place. */
  readonly read: (source: string) => ReadDefinition;
  /** Compiles what a trigger lets through. */
  readonly filter: (filter: unknown) => (event: unknown) => boolean;
  /** The names of the secrets that calls of the workflow may use. */
  readonly secretsOf: (definition: Definition) => readonly string[];
  readonly labels: (definition: Definition, input: unknown) => Labels;
  /** Whose clock a schedule keeps. */
  readonly clockOf: (schedule: unknown) => ScheduleClock;
  /** When a schedule starts its next run after this moment, in a time zone; undefined when it waits for the end of the run before. */
  readonly nextStart: (schedule: unknown, afterMs: number, timeZone: string) => number | undefined;
  readonly stateVersion: number;
  /** The definition as it was published, ready to run. Throws for one that was never valid. */
  readonly compile: (document: unknown) => Definition;
  readonly begin: (definition: Definition, start: Start) => Advanced;
  readonly advance: (definition: Definition, state: unknown, event: RunEvent, at: Moment) => Advanced;
};

/** Time and randomness, which the machine does not have. */
export type Moment = { readonly nowMs: number; readonly random: () => number };
export type Start = Moment & { readonly runId: string; readonly input: unknown };
