import type { Authentication } from './authentication.ts';
import type { DataFlowInput, DataFlowOutput } from './data-flow.ts';
import type { ErrorDefinition, RetryPolicy } from './error.ts';
import type { EventStrategy, ReadAs } from './event.ts';
import type { Duration, Expression } from './expression.ts';
import type { JsonObject } from './json.ts';
import type { Pointer } from './pointer.ts';
import type { Endpoint } from './resource.ts';
import type { Task, TaskItem } from './task.ts';

/**
 * A workflow as it is run: checked, normalised, references resolved, defaults filled in. Plain data, so it can be stored and sent.
 * `source` is the document as written, which `$workflow.definition` shows.
 */
export type Workflow = {
  readonly source: JsonObject;
  readonly document: DocumentInfo;
  readonly input: DataFlowInput;
  readonly output: DataFlowOutput;
  readonly use: Use;
  readonly tasks: readonly TaskItem[];
  readonly timeout: Duration | null;
  readonly schedule: Schedule | null;
  readonly evaluate: { readonly language: 'jq'; readonly mode: 'strict' | 'loose' };
};

export type DocumentInfo = {
  readonly dsl: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly title: string | null;
  readonly summary: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: JsonObject;
};

/** Maps by name. Only functions, extensions, secrets and catalogs are looked up in a run: the rest stands resolved where it is used. */
export type Use = {
  readonly authentications: Readonly<Record<string, Authentication>>;
  readonly catalogs: Readonly<Record<string, Endpoint>>;
  readonly errors: Readonly<Record<string, ErrorDefinition>>;
  readonly extensions: readonly Extension[];
  readonly functions: Readonly<Record<string, Task>>;
  readonly retries: Readonly<Record<string, RetryPolicy>>;
  readonly secrets: readonly string[];
  readonly timeouts: Readonly<Record<string, Duration>>;
};

/** `composite` extends `do`; `fork` is extended by `all` only. */
export type ExtensionTarget =
  | 'all'
  | 'call'
  | 'composite'
  | 'emit'
  | 'for'
  | 'listen'
  | 'raise'
  | 'run'
  | 'set'
  | 'switch'
  | 'try'
  | 'wait';

export type Extension = {
  readonly name: string;
  readonly pointer: Pointer;
  readonly extend: ExtensionTarget;
  readonly when: Expression | null;
  readonly before: readonly TaskItem[];
  readonly after: readonly TaskItem[];
};

/** What starts runs; at least one of the four is set. */
export type Schedule = {
  readonly pointer: Pointer;
  readonly every: Duration | null;
  readonly cron: string | null;
  readonly after: Duration | null;
  readonly on: EventStrategy | null;
  readonly read: ReadAs;
};
