import { AppError } from '@barrow/kernel';
import type { Database } from '../../platform/postgres.ts';
import type { Registry } from '../../platform/registry.ts';
import { callerOf } from './advance-batch.ts';
import type { CallResult } from './call-performer.ts';
import type { LeasedCall } from './calls.ts';
import type { DefinitionCache } from './definition-cache.ts';
import { actionOf, errorOf, functionRequest, idOfCall, withId } from './functions.ts';
import { findRun } from './run-rows.ts';

/**
 * Performs an action that brings its own transaction, so that it cannot be part of the run's. It is repeated after a death of the process
 * with the same ids, as every caller from outside would.
 */
export async function performFunction<D>(
  { database, registry, definitions }: { database: Database; registry: Registry; definitions: DefinitionCache<D> },
  { orgId, runId, key, request }: LeasedCall,
): Promise<CallResult> {
  const { function: name = 'a function of another catalog', arguments: input } = functionRequest(requestOf(request));
  const action = actionOf(registry, name);
  const found = await database.transaction(orgId, async (tx) => {
    const run = await findRun(tx, runId);
    const published =
      run === undefined ? undefined : (await definitions.load(tx, [run.definitionId])).get(run.definitionId);
    return run === undefined || published === undefined ? undefined : callerOf(orgId, run, published);
  });
  if (action === undefined || found === undefined) {
    return { ok: false, retry: false, error: errorOf(new Error(`${name} is no action of this server`)) };
  }
  try {
    const output = await registry.perform(action.name, found, withId(action, input, runId, key), {
      idempotencyKey: idOfCall(runId, key),
    });
    return { ok: true, output: output ?? null };
  } catch (error) {
    return { ok: false, error: errorOf(error), retry: error instanceof AppError && error.retryable };
  }
}

function requestOf(stored: unknown): unknown {
  return typeof stored === 'object' && stored !== null ? Reflect.get(stored, 'request') : undefined;
}
