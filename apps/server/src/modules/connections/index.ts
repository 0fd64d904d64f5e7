import type { RegisteredAction } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/postgres.ts';
import { connectionActions } from './actions.ts';
import { connectionFor, readConnections } from './connections.ts';
import { openSecrets, secretNames } from './secrets.ts';

export { createGuard } from './guard.ts';

export type Connections = {
  readonly actions: readonly RegisteredAction[];
  /** The secrets of these names that exist, for one call. Never to be kept. */
  openSecrets(tx: Tx, names: readonly string[]): Promise<Record<string, string>>;
  secretNames(tx: Tx): Promise<readonly string[]>;
  /** Those of these addresses that a connection allows, and those that it clears for personal data. */
  allowedAmong(
    tx: Tx,
    addresses: readonly string[],
  ): Promise<{ readonly allowed: ReadonlySet<string>; readonly cleared: ReadonlySet<string> }>;
};

export function createConnections(sealer: Sealer): Connections {
  return {
    actions: connectionActions(sealer),
    openSecrets: (tx, names) => openSecrets(tx, sealer, names),
    secretNames,
    async allowedAmong(tx, addresses) {
      const known = addresses.length === 0 ? [] : await readConnections(tx);
      return {
        allowed: new Set(addresses.filter((address) => connectionFor(known, address) !== undefined)),
        cleared: new Set(addresses.filter((address) => connectionFor(known, address)?.personalData === true)),
      };
    },
  };
}
