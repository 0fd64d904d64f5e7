import type { JsonObject, JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { FlowDirective, TaskItem } from '../definition/task.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import type { Effect, JournalEntry, Moment, RunEvent } from './effect.ts';
import type { RunError } from './run-error.ts';
import type { ListFrame, RunState, TaskNode } from './state.ts';

/** One call of the machine while it works: the state it owns, and what it has to tell so far. */
export type Step = {
  readonly compiled: CompiledWorkflow;
  readonly state: RunState;
  readonly moment: Moment;
  readonly effects: Effect[];
  readonly journal: JournalEntry[];
  readonly runner: Runner;
  /** Tasks that may still begin in this call. */
  budget: number;
};

/** What tasks that hold others need of the machine. */
export type Runner = {
  /** Goes on in a list as far as it goes. */
  runList(step: Step, items: readonly TaskItem[], frame: ListFrame, suffix: string, around: Surroundings): ListOutcome;
  /** Hands an event to the task of a list that waits for it; null when none does. */
  resumeList(
    step: Step,
    items: readonly TaskItem[],
    frame: ListFrame,
    suffix: string,
    around: Surroundings,
    event: RunEvent,
  ): ListOutcome | null;
  beginTask(step: Step, item: TaskItem, raw: JsonValue, key: string, around: Surroundings): Begun;
  resumeTask(
    step: Step,
    item: TaskItem,
    node: TaskNode,
    raw: JsonValue,
    around: Surroundings,
    event: RunEvent,
  ): Outcome | null;
};

export type Begun = { readonly node: TaskNode; readonly outcome: Outcome };

/** Variables in scope besides the standard ones, by name without the dollar. */
export type Variables = Readonly<Record<string, JsonValue>>;

/** What surrounds a task. */
export type Surroundings = {
  readonly variables: Variables;
  readonly depth: number;
  /** Inside of an extension: what it runs is not extended again. */
  readonly inExtension: boolean;
};

/** Where a task stands: what its expressions see. */
export type Place = Surroundings & {
  readonly pointer: Pointer;
  readonly name: string;
  readonly key: string;
  readonly raw: JsonValue;
  readonly input: JsonValue;
  readonly startedAtMs: number;
  /** Set where `$task` shows these properties too. */
  readonly definition?: JsonObject;
};

type Waiting = { readonly kind: 'waiting' };
type Failed = { readonly kind: 'failed'; readonly error: RunError };
/** The whole run ends here, well. */
type End = { readonly kind: 'end'; readonly output: JsonValue };

/** How a task stands. `next`: where to go on in its list, when not simply on. */
export type Outcome =
  | Waiting
  | Failed
  | End
  | { readonly kind: 'done'; readonly output: JsonValue; readonly next?: 'exit' | number };

/** How a task's own work stands, before its output is shaped. `next` stands in for the task's own directive. */
export type BodyOutcome =
  | Waiting
  | Failed
  | End
  | { readonly kind: 'done'; readonly output: JsonValue; readonly next?: FlowDirective };

/** How a list stands. */
export type ListOutcome =
  | Waiting
  | Failed
  | End
  | { readonly kind: 'done'; readonly output: JsonValue; readonly isExit: boolean };

export const waiting: Waiting = { kind: 'waiting' };

/** What a task's key adds to its pointer: nested lists carry it on, so that keys tell iterations and visits apart. */
export function suffixOf(key: string, pointer: Pointer): string {
  return key.slice(pointer.length);
}
