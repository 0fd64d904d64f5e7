import type { Call } from './call.ts';
import type { DataFlowExport, DataFlowInput, DataFlowOutput } from './data-flow.ts';
import type { ErrorDefinition, ErrorFilter, RetryPolicy } from './error.ts';
import type { EventStrategy, ReadAs } from './event.ts';
import type { Duration, Expression, Template, TemplateEntry } from './expression.ts';
import type { JsonObject } from './json.ts';
import type { Pointer } from './pointer.ts';
import type { ProcessReturn, RunProcess } from './run-process.ts';

/** A task in its list, in the order of the document. Names are unique within a list. */
export type TaskItem = { readonly name: string; readonly task: Task; readonly pointer: Pointer };

/** Where the flow goes next. A `task` is one of the same list; `index` is its place there. */
export type FlowDirective =
  | { readonly kind: 'continue' }
  | { readonly kind: 'exit' }
  | { readonly kind: 'end' }
  | { readonly kind: 'task'; readonly name: string; readonly index: number };

/** What every task has. `next` is its `then`. `source` is the task as written, which `$task.definition` shows. */
export type TaskBase = {
  readonly pointer: Pointer;
  readonly source: JsonObject;
  readonly if: Expression | null;
  readonly input: DataFlowInput;
  readonly output: DataFlowOutput;
  readonly export: DataFlowExport;
  readonly timeout: Duration | null;
  readonly next: FlowDirective;
  readonly metadata: JsonObject;
};

export type Task =
  | CallTask
  | DoTask
  | EmitTask
  | ForTask
  | ForkTask
  | ListenTask
  | RaiseTask
  | RunTask
  | SetTask
  | SwitchTask
  | TryTask
  | WaitTask;

export type TaskKind = Task['kind'];

/** `foreach` is set for AsyncAPI subscriptions only. */
export type CallTask = TaskBase & {
  readonly kind: 'call';
  readonly call: Call;
  readonly foreach: SubscriptionIterator | null;
};
export type DoTask = TaskBase & { readonly kind: 'do'; readonly tasks: readonly TaskItem[] };
/** `type` is among the attributes always; what the runtime fills in (id, source, time) may be. */
export type EmitTask = TaskBase & { readonly kind: 'emit'; readonly attributes: readonly TemplateEntry[] };

/** `each` and `at` are names of variables without the dollar sign. */
export type ForTask = TaskBase & {
  readonly kind: 'for';
  readonly each: string;
  readonly at: string;
  readonly in: Template;
  readonly while: Expression | null;
  readonly tasks: readonly TaskItem[];
};

export type ForkTask = TaskBase & {
  readonly kind: 'fork';
  readonly branches: readonly TaskItem[];
  readonly compete: boolean;
};

export type ListenTask = TaskBase & {
  readonly kind: 'listen';
  readonly to: EventStrategy;
  readonly read: ReadAs;
  readonly foreach: SubscriptionIterator | null;
};

/** What is done with each event or message. `item` and `at` are names of variables without the dollar sign. */
export type SubscriptionIterator = {
  readonly pointer: Pointer;
  readonly item: string;
  readonly at: string;
  readonly tasks: readonly TaskItem[];
  readonly output: DataFlowOutput;
  readonly export: DataFlowExport;
};

export type RaiseTask = TaskBase & { readonly kind: 'raise'; readonly error: ErrorDefinition };

export type RunTask = TaskBase & {
  readonly kind: 'run';
  readonly run: RunProcess;
  readonly await: boolean;
  readonly return: ProcessReturn;
};

export type SetTask = TaskBase & { readonly kind: 'set'; readonly value: Template };

export type SwitchTask = TaskBase & { readonly kind: 'switch'; readonly cases: readonly SwitchCase[] };
/** A case without `when` is taken when no other matches; there is at most one. */
export type SwitchCase = {
  readonly name: string;
  readonly pointer: Pointer;
  readonly when: Expression | null;
  readonly next: FlowDirective;
};

export type TryTask = TaskBase & {
  readonly kind: 'try';
  readonly tasks: readonly TaskItem[];
  readonly catch: Catch;
};

/** `as` is the variable's name without the dollar sign. `next` is the clause's own `then`, null when the try task's own directive decides. */
export type Catch = {
  readonly pointer: Pointer;
  readonly errors: ErrorFilter;
  readonly as: string;
  readonly when: Expression | null;
  readonly exceptWhen: Expression | null;
  readonly retry: RetryPolicy | null;
  /** Null when the clause has no `do`: the caught error is then swallowed. */
  readonly tasks: readonly TaskItem[] | null;
  readonly next: FlowDirective | null;
};

export type WaitTask = TaskBase & { readonly kind: 'wait'; readonly duration: Duration };
