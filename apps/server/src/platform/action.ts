import type { Static, TSchema } from 'typebox';
import type { Permission, Role } from '@barrow/contracts';
import type { NewEvent } from './event-log.ts';
import type { Tx } from './postgres.ts';
import type { Parser } from './schema.ts';
import { compileSchema } from './schema.ts';

/** Who acts. `enteredBy` says through which door: a session, an API key, the system itself, a device, a workflow. */
export type Actor = {
  readonly kind: 'person' | 'key' | 'system' | 'device';
  readonly id: string;
  readonly name: string;
  readonly enteredBy: string;
};

/** What an actor may do in one organisation. */
export type Grant = {
  readonly orgId: string;
  readonly role: Role;
  /** Null: every location. */
  readonly locationIds: readonly string[] | null;
  /** Set for suppliers: the only supplier whose data they see. */
  readonly supplierId: string | null;
};

export type AuditEntry = {
  readonly subjectId: string | null;
  readonly locationId?: string | null;
  readonly before?: unknown;
  readonly after?: unknown;
};

type CallContext = {
  readonly actor: Actor;
  readonly grant: Grant;
  readonly traceId: string;
  readonly nowMs: () => number;
  /** Throws NOT_ALLOWED unless the caller's scope holds the location: for things whose location is known only once they are read. */
  readonly requireLocation: (locationId: string) => void;
};

/** What an action's code is given: an authorised caller, a transaction of its organisation, and where to tell what happened. */
export type ActionContext = CallContext & {
  readonly tx: Tx;
  /** Appends to the event log when the action ends, in its transaction. */
  emit(event: NewEvent): void;
  /** Describes the change for the audit log. Without it the input is recorded. */
  audit(entry: AuditEntry): void;
};

/** An action without a transaction of its own: one that gathers several callers into one, streams, or commits in parts. */
export type OpenContext = CallContext & {
  /**
   * Runs a part of the action in a transaction of its own and stores what it tells. Long work comes in parts, so that it holds nobody up.
   * `part` is repeated after a collision: it has no effect but the database and its result.
   */
  inTransaction<T>(part: (ctx: ActionContext) => Promise<T>): Promise<T>;
};

type ActionShape<I extends TSchema, O extends TSchema> = {
  /** `module.thing.verb` */
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly description?: string;
  readonly effect: 'read' | 'write';
  /** Name of the action that undoes it. */
  readonly undoneBy?: string;
  readonly permission: Permission;
  /** Method and path below /api/v1; `:name` parts are fields of the input. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  readonly input: I;
  readonly output: O;
  /** A GET answers its text as a file of this type; a POST takes a body of this type as its input's field `csv`. JSON otherwise. */
  readonly media?: 'text/csv';
  /** The locations that the input names; each must be in the caller's scope. 'inside' when the code itself filters by `grant` or asks `requireLocation`. 'none' when it concerns no location. 'all' when it concerns every location: only callers without a location scope may. */
  readonly touches: ((input: Static<I>) => readonly string[]) | 'inside' | 'none' | 'all';
  /** The answer holds a secret that is shown once: it is not kept for a repeat of the idempotency key, which is refused instead. */
  readonly secretOutput?: boolean;
  /** For `effect: 'write'`: how long its transaction may take. */
  readonly timeoutMs?: number;
};

export type TransactionalAction<I extends TSchema, O extends TSchema> = ActionShape<I, O> & {
  run(ctx: ActionContext, input: Static<I>): Promise<Static<O>>;
};

export type OpenAction<I extends TSchema, O extends TSchema> = ActionShape<I, O> & {
  run(ctx: OpenContext, input: Static<I>): Promise<Static<O>>;
};

/** An action as the registry holds it: schemas compiled, types erased behind the parser. */
export type RegisteredAction = Omit<ActionShape<TSchema, TSchema>, 'touches'> & {
  readonly touches: 'named' | 'inside' | 'none' | 'all';
  readonly parser: Parser<TSchema>;
  readonly locationsOf: (input: unknown) => readonly string[];
} & (
    | { readonly own: false; readonly perform: (ctx: ActionContext, input: unknown) => Promise<unknown> }
    | { readonly own: true; readonly perform: (ctx: OpenContext, input: unknown) => Promise<unknown> }
  );

function registered<I extends TSchema, O extends TSchema>(definition: ActionShape<I, O>) {
  const { touches } = definition;
  return {
    ...definition,
    parser: compileSchema<TSchema>(definition.input),
    locationsOf: typeof touches === 'function' ? (input: unknown) => touches(input as Static<I>) : () => [],
    touches: typeof touches === 'function' ? ('named' as const) : touches,
  };
}

/**
 * Declares an action in one place; REST, OpenAPI, authorisation and audit follow from it. It runs in a transaction of the caller's
 * organisation. The registry hands `run` only what the schema has parsed, so the cast repeats what the parser proved.
 */
export function action<I extends TSchema, O extends TSchema>(definition: TransactionalAction<I, O>): RegisteredAction {
  return { ...registered(definition), own: false, perform: (ctx, input) => definition.run(ctx, input as Static<I>) };
}

/** Declares an action that brings its own transaction. */
export function openAction<I extends TSchema, O extends TSchema>(definition: OpenAction<I, O>): RegisteredAction {
  return { ...registered(definition), own: true, perform: (ctx, input) => definition.run(ctx, input as Static<I>) };
}
