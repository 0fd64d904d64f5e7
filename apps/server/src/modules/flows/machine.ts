import type {
  Advanced as FlowAdvanced,
  Effect,
  Environment,
  JournalEntry as FlowEntry,
  Moment,
  RoughFilter,
  RunError,
  RunEvent as FlowEvent,
} from '@barrow/flow';
import type { FetchDocument } from './link-definition.ts';
import type { ScheduleClock } from './schedule-zones.ts';

/** What the engine needs of the state machine of packages/flow, whose words these are. */
export type { Effect, Moment, RoughFilter, RunError };

/** What comes for a run, as it stood in the database: its data are JSON, and not known to be more. */
export type RunEvent =
  | { readonly kind: 'result'; readonly key: string; readonly output: unknown }
  | { readonly kind: 'failure'; readonly key: string; readonly error: RunError }
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'event'; readonly key: string; readonly event: unknown }
  | Extract<FlowEvent, { kind: 'continue' | 'cancel' | 'suspend' | 'resume' | 'retry' }>;

/** An entry of the history, the machine's or the engine's own. */
export type JournalEntry = Omit<FlowEntry, 'no' | 'told'>;

export type WorkflowName = { readonly namespace: string; readonly name: string; readonly version: string };

export type Advanced = Omit<FlowAdvanced, 'state' | 'journal'> & {
  readonly state: unknown;
  readonly journal: readonly JournalEntry[];
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
  /** A definition with what stands elsewhere brought in; undefined when nothing does. Throws DEFINITION_INVALID. */
  readonly link: (source: string, fetch: FetchDocument) => Promise<string | undefined>;
  /** Checks a source against what it finds here. Throws DEFINITION_INVALID with a problem for each place. */
  readonly validate: (source: string, environment: Environment) => void;
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
  /** Faults a run from outside: what it waits for is given up, and a retry begins again what stood there. */
  readonly fault: (definition: Definition, state: unknown, error: RunError, at: Moment) => Advanced;
};

export type Start = Moment & { readonly runId: string; readonly input: unknown };
