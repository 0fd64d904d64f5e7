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
  /** Those of these addresses that a connection allows. */
  allowedAmong(tx: Tx, addresses: readonly string[]): Promise<ReadonlySet<string>>;
};

export function createConnections(sealer: Sealer): Connections {
  return {
    actions: connectionActions(sealer),
    openSecrets: (tx, names) => openSecrets(tx, sealer, names),
    secretNames,
    async allowedAmong(tx, addresses) {
      if (addresses.length === 0) return new Set();
      const known = await readConnections(tx);
      return new Set(addresses.filter((address) => connectionFor(known, address) !== undefined));
    },
  };
}
