import type { Tx } from '../../platform/postgres.ts';
import type { DefinitionCache } from './definition-cache.ts';
import type { Machine } from './machine.ts';
import { readEventTriggers, type EventTrigger } from './triggers.ts';

/** Keeps the compiled triggers of organisations until their version changes. */
export function createTriggerCache<D>(
  machine: Machine<D>,
  definitions: DefinitionCache<D>,
): (tx: Tx, version: number) => Promise<readonly EventTrigger[]> {
  const kept = new Map<string, { version: number; triggers: readonly EventTrigger[] }>();
  return async (tx, version) => {
    const known = kept.get(tx.orgId);
    if (known?.version === version) return known.triggers;
    const triggers = await readEventTriggers(tx, machine, definitions);
    kept.set(tx.orgId, { version, triggers });
    return triggers;
  };
}
