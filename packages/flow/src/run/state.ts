import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { FlowDirective } from '../definition/task.ts';
import type { RunEvent } from './effect.ts';
import type { RunError } from './run-error.ts';

/** Raised whenever an older machine could not go on with a state. */
export const stateVersion = 1;

/** Where a run stands: plain JSON, and all that there is. `pending` came while it was suspended. */
export type RunState = {
  runId: string;
  startedAtMs: number;
  /** As it was given, before `input.from`. */
  rawInput: JsonValue;
  context: JsonValue;
  root: ListFrame;
  /** Tasks begun so far. */
  steps: number;
  suspended?: boolean;
  pending?: RunEvent[];
  fault?: RunError;
};

/**
 * A list of tasks under way. `at` is the task that runs or comes next, `data` its raw input; beyond the end it is the list's output.
 * Each jump back counts, so that a task that is reached again has another key.
 */
export type ListFrame = { at: number; jumps: number; data: JsonValue; node: TaskNode | null };

/** A task that has begun and not ended. */
export type TaskNode = {
  pointer: Pointer;
  /** Unique in the run: names what the task waits for. */
  key: string;
  /** The how manieth task of the run it is. */
  no: number;
  /** After `input.from`; absent when that changed nothing. */
  input?: JsonValue;
  startedAtMs: number;
  hasTimeout?: boolean;
  around?: Around;
  body: Body | null;
  /** Where the run faulted, or was abandoned by a fault elsewhere: a retry begins the task again under another key. */
  fault?: RunError;
  /** Times that it was begun again. */
  again?: number;
  /** The journal has said that it began. */
  told?: boolean;
};

/** Extensions that run before or after a task. `output` and `next` are the task's own, waiting for the ends of those after it. */
export type Around = {
  phase: 'before' | 'task' | 'after';
  index: number;
  list: ListFrame | null;
  output?: JsonValue;
  next?: FlowDirective;
};

export type Body =
  | { kind: 'list'; list: ListFrame }
  | { kind: 'fork'; branches: Branch[] }
  | { kind: 'for'; items: readonly JsonValue[]; index: number; list: ListFrame }
  | TryBody
  | { kind: 'function'; raw: JsonValue; node: TaskNode | null }
  /** Waits for the one answer under the task's key. */
  | { kind: 'answer' }
  | ListenBody;

export type Branch = { node: TaskNode | null; done: boolean; output?: JsonValue; fault?: RunError };

export type TryBody = {
  kind: 'try';
  /** From 1. */
  attempt: number;
  phase: 'try' | 'pause' | 'catch';
  /** A timer ends the attempt. */
  limited?: boolean;
  list: ListFrame;
  /** What was caught. */
  error?: RunError;
};

/** What a listening task has heard, or what messages a subscription brought. */
export type ListenBody = {
  kind: 'listen';
  /** For each filter of `all`, whether it was met. */
  heard: boolean[];
  /** For each filter of an `until` by events, whether it was met. */
  until: boolean[];
  outputs: JsonValue[];
  /** Read, and not yet gone through `foreach`. */
  queue: JsonValue[];
  correlations: { [name: string]: JsonValue };
  /** Under way in `foreach`: the first of the queue, the how manieth it is. */
  list: ListFrame | null;
  index: number;
  /** No more events are wanted; what is queued is worked off. */
  closed: boolean;
};
