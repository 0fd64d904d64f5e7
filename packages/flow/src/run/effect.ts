import type { JsonObject, JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { RunError } from './run-error.ts';

/**
 * What the machine wants done. A `key` is unique in its run and the same however often the effect is performed: with the run's id it is
 * the idempotency key of the other side.
 */
export type Effect =
  /** To be answered by `result` or `failure`. `call` is the protocol, `function`, or `script`, `shell`, `container`. */
  | {
      readonly kind: 'call';
      readonly key: string;
      readonly task: Pointer;
      readonly call: string;
      readonly request: JsonObject;
      /** Parts of the request that need secrets: to be evaluated by whoever performs it, and put at their pointers. */
      readonly late: readonly LateExpression[];
      /** False: nobody waits for the answer. */
      readonly awaits: boolean;
    }
  /** To be answered by `timer`. Set again, it moves. */
  | { readonly kind: 'timer'; readonly key: string; readonly atMs: number }
  /** To be answered by `event` for each event that one of `filters` lets through; the machine looks closer. */
  | {
      readonly kind: 'listen';
      readonly key: string;
      readonly task: Pointer;
      /** Types of events that may matter; empty: any. */
      readonly types: readonly string[];
      readonly filters: readonly RoughFilter[];
    }
  | { readonly kind: 'emit'; readonly key: string; readonly task: Pointer; readonly event: JsonObject }
  /** To be answered by `result` or `failure` when `awaits`. */
  | {
      readonly kind: 'start-run';
      readonly key: string;
      readonly task: Pointer;
      readonly workflow: { readonly namespace: string; readonly name: string; readonly version: string };
      readonly input: JsonValue;
      readonly awaits: boolean;
    }
  /** What a call, timer, listener or run of this key would bring is not wanted any more. */
  | { readonly kind: 'abandon'; readonly key: string }
  /** Pure work is left: hand in `continue` when others had their turn. */
  | { readonly kind: 'continue' };

/** An expression whose value must not be kept: `variables` are all that it needs besides `$secrets`. */
export type LateExpression = {
  readonly pointer: Pointer;
  readonly source: string;
  readonly data: JsonValue;
  readonly variables: JsonObject;
};

/** Attributes of an event that are known beforehand; all must equal the text, or match it as a regular expression. */
export type RoughFilter = { readonly [attribute: string]: string };

/** What comes for a run. Deliveries may be late, twice or for nobody: then nothing changes. */
export type RunEvent =
  | { readonly kind: 'result'; readonly key: string; readonly output: JsonValue }
  | { readonly kind: 'failure'; readonly key: string; readonly error: RunError }
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'event'; readonly key: string; readonly event: JsonObject }
  | { readonly kind: 'continue' | 'cancel' | 'suspend' | 'resume' | 'retry' };

/**
 * What happened, in order: run history, audit trail and input of process mining. A task that ends in the step it began in has one
 * entry; `startedAtMs` says when it began.
 */
export type JournalEntry = {
  readonly kind:
    | 'run.started'
    | 'run.suspended'
    | 'run.resumed'
    | 'run.retried'
    | 'run.completed'
    | 'run.faulted'
    | 'run.cancelled'
    | 'task.started'
    | 'task.skipped'
    | 'task.completed'
    | 'task.faulted'
    | 'task.retried'
    | 'task.cancelled'
    | 'event.ignored';
  readonly task: Pointer | null;
  /** The key of the task's visit. */
  readonly key: string | null;
  /** The how manieth task of the run it is, in the order in which they began; 0 for the run itself. */
  readonly no: number;
  readonly atMs: number;
  readonly startedAtMs?: number;
  /** An earlier entry said that it began. */
  readonly told?: boolean;
  readonly output?: JsonValue;
  readonly error?: RunError;
};

export type RunStatus = 'running' | 'waiting' | 'suspended' | 'completed' | 'faulted' | 'cancelled';

/** Time and randomness, which the machine does not have. `random` gives 0 to below 1. */
export type Moment = { readonly nowMs: number; readonly random: () => number };
