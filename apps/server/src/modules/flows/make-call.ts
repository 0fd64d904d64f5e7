import { standardErrors, type JsonObject, type JsonValue, type LateExpression } from '@barrow/flow';
import { performCall } from '../../flow-calls/perform-call.ts';
import { createTokenCache, type TokenCache } from '../../flow-calls/token-cache.ts';
import type { Egress } from '../../platform/egress.ts';
import type { Database } from '../../platform/postgres.ts';
import type { Connections } from '../connections/index.ts';
import type { CallResult, MakeCall } from './call-performer.ts';
import type { LeasedCall } from './calls.ts';
import type { DefinitionCache } from './definition-cache.ts';
import type { Machine } from './machine.ts';

const maxResponseBytes = 1_000_000;

export type MakeCallDeps<D> = {
  readonly database: Database;
  readonly machine: Machine<D>;
  readonly definitions: DefinitionCache<D>;
  readonly connections: Connections;
  /** The way out for one organisation. */
  readonly guardedFor: (orgId: string) => Omit<Egress, 'close'>;
  readonly nowMs: () => number;
};

type Secrets = { readonly declared: readonly string[]; readonly secrets: Readonly<Record<string, string>> };
const noSecrets: Secrets = { declared: [], secrets: {} };

/** Makes one attempt at a call of a protocol: secrets are opened for it and kept nowhere. */
export function createMakeCall<D>(deps: MakeCallDeps<D>): MakeCall {
  const tokensOf = new Map<string, TokenCache>();

  async function secretsFor({ orgId, definitionId }: LeasedCall): Promise<Secrets> {
    const known = deps.definitions.known(orgId, definitionId);
    if (known !== undefined && deps.machine.secretsOf(known.compiled).length === 0) return noSecrets;
    return deps.database.transaction(
      orgId,
      async (tx) => {
        const definition = (await deps.definitions.load(tx, [definitionId])).get(definitionId);
        const declared = definition === undefined ? [] : deps.machine.secretsOf(definition.compiled);
        return { declared, secrets: await deps.connections.openSecrets(tx, declared) };
      },
      { readOnly: true },
    );
  }

  return async (call, { timeoutMs, signal }) => {
    const { orgId, runId, key, kind } = call;
    const { declared, secrets } = await secretsFor(call);
    const tokens = tokensOf.get(orgId) ?? createTokenCache(deps.nowMs);
    tokensOf.set(orgId, tokens);
    const context = {
      egress: { ...deps.guardedFor(orgId), close: async () => undefined },
      secret: (name: string) => (Object.hasOwn(secrets, name) ? secretValue(secrets[name] ?? '') : undefined),
      signal,
      timeoutMs,
      maxResponseBytes,
      idempotencyKey: `${runId}:${key}`,
      tokens,
    };
    const outcome = await performCall(context, { call: kind, ...storedRequest(call.request) }, declared);
    return outcome.ok ? outcome : { ...outcome, retry: isWithoutAnswer(outcome.error) };
  };
}

/** A secret that is written as a JSON object is one: a user with a password, say. */
function secretValue(text: string): JsonValue {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : text;
  } catch {
    return text;
  }
}

/** No answer came, so nobody knows whether the other side did it. An answer, whatever its status, is the task's to judge. */
function isWithoutAnswer(error: Extract<CallResult, { ok: false }>['error']): boolean {
  const { status, title } = standardErrors.communication;
  return (error.status === 503 || error.status === 504 || error.status === status) && error.title === title;
}

function storedRequest(stored: unknown): { request: JsonObject; late: readonly LateExpression[] } {
  const request: unknown = isObject(stored) ? stored['request'] : undefined;
  const late: unknown = isObject(stored) ? stored['late'] : undefined;
  if (!isObject(request) || !isLate(late)) throw new Error('a stored call has no request');
  return { request, late };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLate(value: unknown): value is readonly LateExpression[] {
  return Array.isArray(value);
}
