import { createHash } from 'node:crypto';
import { mayDo } from '@barrow/contracts';
import type { ActionContext, Actor, AuditEntry, Grant, OpenContext, RegisteredAction } from './action.ts';
import type { Clock } from './clock.ts';
import { appendEvents, type NewEvent } from './event-log.ts';
import { fault } from './fault.ts';
import { cursorFault } from './page.ts';
import type { Database, Tx } from './postgres.ts';
import { inSpan } from './tracing.ts';

export type Caller = { readonly actor: Actor; readonly grant: Grant; readonly traceId: string };

export type Registry = {
  readonly actions: readonly RegisteredAction[];
  get(name: string): RegisteredAction | undefined;
  /**
   * The only way to perform an action: parses, authorises, opens the transaction, records audit and events, and answers a repeated
   * idempotency key with what the first call answered.
   */
  perform(
    name: string,
    caller: Caller,
    input: unknown,
    options?: { idempotencyKey?: string; convert?: boolean },
  ): Promise<unknown>;
  /**
   * Performs an action as a part of a transaction that somebody else commits. What it tells is added to `told` when it succeeds; whoever
   * commits stores that with `storeTold` before. Throws for an action that brings its own transaction (`own`).
   */
  performWithin(tx: Tx, name: string, caller: Caller, input: unknown, told: Told): Promise<unknown>;
};

/** What actions of one transaction told: events, and audit entries with the action each. */
export type Told = { readonly events: NewEvent[]; readonly audit: (AuditLine & { readonly action: string })[] };

/** Stores what actions told, in two statements. */
export async function storeTold(tx: Tx, { events, audit }: Told): Promise<void> {
  await Promise.all([
    appendEvents(tx, { actor: 'system', traceId: null }, events),
    ...(audit.length === 0 ? [] : [recordAudit(tx, null, audit)]),
  ]);
}

export type RegistryDeps = { readonly database: Database; readonly clock: Clock; readonly onCommit: () => void };

/** Throws NOT_ALLOWED unless the grant's role and location scope allow the action on these locations. */
export function authorise(action: RegisteredAction, grant: Grant, locationIds: readonly string[]): void {
  if (!mayDo(grant.role, action.permission)) {
    throw fault(
      'forbidden',
      'NOT_ALLOWED',
      `The role ${grant.role} may not do ${action.name} (permission ${action.permission}).`,
    );
  }
  if (grant.locationIds === null) return;
  if (action.touches === 'all') {
    throw fault('forbidden', 'NOT_ALLOWED', `${action.name} concerns every location; your scope is limited to some.`);
  }
  for (const locationId of locationIds) requireLocation(grant, locationId);
}

function requireLocation(grant: Grant, locationId: string): void {
  if (grant.locationIds !== null && !grant.locationIds.includes(locationId)) {
    throw fault('forbidden', 'NOT_ALLOWED', `Location ${locationId} is outside your scope.`);
  }
}

const auditSecrets = /password|secret|token/i;

/** An input as the audit log keeps it: secrets taken out, long lists counted. */
function auditable(value: unknown, depth = 0): unknown {
  if (Array.isArray(value))
    return value.length > 50 || depth > 4 ? { count: value.length } : value.map((v) => auditable(v, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      auditSecrets.test(key) ? '[secret]' : auditable(inner, depth + 1),
    ]),
  );
}

/** The audit entry of an action that told of no change itself. */
function wholeOf(action: RegisteredAction, input: unknown): AuditEntry {
  const touched = action.locationsOf(input);
  return {
    subjectId: null,
    locationId: touched.length === 1 ? (touched[0] ?? null) : null,
    after: auditable(input),
  };
}

/** An audit entry with who caused it. */
export type AuditLine = { readonly caller: Caller; readonly entry: AuditEntry };

export function actorText(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}

/** Writes audit entries in the caller's transaction, in one statement; of `action`, or each of its own. */
export async function recordAudit(
  tx: Tx,
  action: string | null,
  lines: readonly (AuditLine & { readonly action?: string })[],
): Promise<void> {
  await tx.run(
    `insert into platform.audit (org_id, action, actor_kind, actor_id, actor_name, entered_by, trace_id, subject_id, location_id, before, after)
     select $1, coalesce(e.action, $2), e.actor_kind, e.actor_id, e.actor_name, e.entered_by, e.trace_id, e.subject_id, e.location_id, e.before, e.after
     from json_to_recordset($3) as e (action text, actor_kind text, actor_id text, actor_name text, entered_by text, trace_id text, subject_id text,
       location_id uuid, before jsonb, after jsonb)`,
    [
      tx.orgId,
      action,
      JSON.stringify(
        lines.map(({ caller, entry, action: own }) => ({
          action: own,
          actor_kind: caller.actor.kind,
          actor_id: caller.actor.id,
          actor_name: caller.actor.name,
          entered_by: caller.actor.enteredBy,
          trace_id: caller.traceId,
          subject_id: entry.subjectId,
          location_id: entry.locationId ?? null,
          before: entry.before,
          after: entry.after,
        })),
      ),
    ],
    'record-audit',
  );
}

export function createRegistry(deps: RegistryDeps, actions: readonly RegisteredAction[]): Registry {
  const byName = new Map<string, RegisteredAction>();
  for (const action of actions) {
    if (byName.has(action.name)) throw new Error(`two actions are named ${action.name}`);
    byName.set(action.name, action);
  }
  for (const action of actions) {
    if (action.undoneBy !== undefined && !byName.has(action.undoneBy))
      throw new Error(`${action.name} is undone by the unknown ${action.undoneBy}`);
  }

  function callContext(caller: Caller) {
    return {
      actor: caller.actor,
      grant: caller.grant,
      traceId: caller.traceId,
      nowMs: deps.clock.nowMs,
      requireLocation: (locationId: string) => requireLocation(caller.grant, locationId),
    };
  }

  /** Runs code of an action in a transaction and, when it writes, stores the events and audit entries it told of; `whole` when it told of no change. */
  async function runIn<T>(
    tx: Tx,
    action: RegisteredAction,
    caller: Caller,
    work: (ctx: ActionContext) => Promise<T>,
    whole?: AuditEntry,
  ): Promise<T> {
    const events: NewEvent[] = [];
    const entries: AuditEntry[] = [];
    const result = await work({
      ...callContext(caller),
      tx,
      emit: (event) => events.push(event),
      audit: (entry) => entries.push(entry),
    });
    if (action.effect === 'read') return result;
    await appendEvents(tx, { actor: actorText(caller.actor), traceId: caller.traceId }, events);
    const told = entries.length === 0 && whole !== undefined ? [whole] : entries;
    if (told.length > 0)
      await recordAudit(
        tx,
        action.name,
        told.map((entry) => ({ caller, entry })),
      );
    tx.afterCommit(deps.onCommit);
    return result;
  }

  function optionsOf({ effect, timeoutMs }: RegisteredAction): { readOnly: boolean; timeoutMs?: number } {
    return { readOnly: effect === 'read', ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  }

  function openContext(action: RegisteredAction, caller: Caller): OpenContext {
    return {
      ...callContext(caller),
      inTransaction: (part) => {
        const once = () =>
          deps.database.transaction(caller.grant.orgId, (tx) => runIn(tx, action, caller, part), optionsOf(action));
        // As in perform: a second look sees what another stored at the same moment.
        return once().catch((error: unknown) => {
          if (isTaken(error)) return once();
          throw error;
        });
      },
    };
  }

  async function performInTransaction(
    action: Extract<RegisteredAction, { own: false }>,
    caller: Caller,
    input: unknown,
    idempotencyKey: string | undefined,
  ): Promise<unknown> {
    const write = action.effect === 'write';
    const { orgId } = caller.grant;
    return deps.database.transaction(
      orgId,
      async (tx) => {
        if (write && idempotencyKey !== undefined) {
          const earlier = await claimKey(tx, caller, action, input, idempotencyKey);
          if (earlier !== undefined) return earlier.response;
        }
        const output = await runIn(tx, action, caller, (ctx) => action.perform(ctx, input), wholeOf(action, input));
        if (write && idempotencyKey !== undefined) {
          await tx.run('update platform.idempotency set response = $4 where org_id = $1 and actor = $2 and key = $3', [
            orgId,
            caller.actor.id,
            idempotencyKey,
            action.secretOutput === true ? null : JSON.stringify(output ?? null),
          ]);
        }
        return output;
      },
      optionsOf(action),
    );
  }

  /** The action and its input, parsed, once the caller may do it. */
  function admit(name: string, caller: Caller, input: unknown, convert: boolean) {
    const action = byName.get(name);
    if (action === undefined) throw fault('not-found', 'ROUTE_UNKNOWN', `There is no action ${name}.`);
    if (!mayDo(caller.grant.role, action.permission)) authorise(action, caller.grant, []);
    const parsed = action.parser.parse(input, convert);
    authorise(action, caller.grant, action.locationsOf(parsed));
    return { action, parsed };
  }

  return {
    actions,
    get: (name) => byName.get(name),
    async performWithin(tx, name, caller, input, told) {
      const { action, parsed } = admit(name, caller, input, false);
      if (action.own) throw new Error(`${name} brings its own transaction`);
      const events: NewEvent[] = [];
      const entries: AuditEntry[] = [];
      const output = await action.perform(
        { ...callContext(caller), tx, emit: (event) => events.push(event), audit: (entry) => entries.push(entry) },
        parsed,
      );
      if (action.effect === 'read') return output;
      const by = { actor: actorText(caller.actor), traceId: caller.traceId };
      told.events.push(...events.map((event) => ({ ...by, ...event })));
      const lines = entries.length > 0 ? entries : [wholeOf(action, parsed)];
      told.audit.push(...lines.map((entry) => ({ caller, entry, action: action.name })));
      return output;
    },
    async perform(name, caller, input, { idempotencyKey, convert = false } = {}) {
      const { action, parsed } = admit(name, caller, input, convert);
      if (action.own) {
        return inSpan(action.name, {}, () => action.perform(openContext(action, caller), parsed));
      }
      return inSpan(action.name, {}, async () => {
        try {
          return await performInTransaction(action, caller, parsed, idempotencyKey);
        } catch (error) {
          if (hasCursor(parsed) && isUnreadable(error)) throw cursorFault(error);
          // Somebody stored the same at this moment, unseen by the checks before; now they see it and say what is taken.
          if (!isTaken(error)) throw error;
          return performInTransaction(action, caller, parsed, idempotencyKey);
        }
      });
    },
  };
}

function hasCursor(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'cursor' in input && input.cursor !== undefined;
}

function stateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether PostgreSQL could not read a value as its type (class 22): all but a cursor's parts went through a schema. */
function isUnreadable(error: unknown): boolean {
  return /^22[0-9A-Z]{3}$/.test(stateOf(error));
}

function isTaken(error: unknown): boolean {
  return stateOf(error) === '23505';
}

/** Takes the key for this call. A second call with it waits for the first, then gets its response; with another request it is refused. */
async function claimKey(
  tx: Tx,
  caller: Caller,
  action: RegisteredAction,
  input: unknown,
  key: string,
): Promise<{ response: unknown } | undefined> {
  const hash = createHash('sha256').update(action.name).update('\0').update(JSON.stringify(input)).digest();
  const inserted = await tx.run(
    `insert into platform.idempotency (org_id, actor, key, action, request_hash) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [tx.orgId, caller.actor.id, key, action.name, hash],
  );
  if (inserted === 1) return undefined;
  const row = await tx.row<{ request_hash: Buffer; response: unknown }>(
    'select request_hash, response from platform.idempotency where org_id = $1 and actor = $2 and key = $3',
    [tx.orgId, caller.actor.id, key],
  );
  if (row === undefined || !row.request_hash.equals(hash)) {
    throw fault(
      'conflict',
      'IDEMPOTENCY_KEY_REUSED',
      `Idempotency-Key ${key} came before with another request. Use a new key for a new request.`,
    );
  }
  if (action.secretOutput === true) {
    throw fault(
      'conflict',
      'IDEMPOTENCY_KEY_REUSED',
      `${action.name} was done with the Idempotency-Key ${key} before. Its answer held a secret, which is shown once and not kept: undo what it made if you did not get it, and ask again with a new key.`,
    );
  }
  return { response: row.response };
}
