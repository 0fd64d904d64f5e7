import type { RegisteredAction } from '../../platform/action.ts';
import type { Database } from '../../platform/postgres.ts';
import type { Sweep } from '../../platform/sweeper.ts';
import { deviceActions } from './device-actions.ts';
import { createNonces } from './dpop.ts';
import { createEnrol, type Enrol } from './enrol.ts';
import { factActions } from './fact-actions.ts';
import { createIdentifyDevice, type IdentifyDevice } from './identify-device.ts';
import type { PerformDeps } from './perform-facts.ts';
import { shiftActions } from './shift-actions.ts';
import { staffActions } from './staff-actions.ts';
import { sweepProofs } from './sweep-proofs.ts';
import { syncActions } from './sync-actions.ts';

export { verifyChains, type ChainProof } from './verify-chains.ts';

export type TillsDeps = PerformDeps & {
  readonly database: Database;
  readonly secret: string;
  readonly nowMs: () => number;
  readonly organisations: () => Promise<readonly { readonly orgId: string }[]>;
};

export type Tills = {
  readonly actions: readonly RegisteredAction[];
  readonly sweeps: readonly Sweep[];
  readonly identify: IdentifyDevice;
  readonly enrol: Enrol;
  /** What proofs of devices must hold now. */
  readonly nonce: () => string;
};

/** Tills: enrolling devices, knowing them by their keys, taking what happened at them, and telling them what they need. */
export function createTills(deps: TillsDeps): Tills {
  const nonces = createNonces(deps.secret, deps.nowMs);
  return {
    actions: [...deviceActions, ...staffActions, ...shiftActions, ...syncActions(deps), ...factActions(deps)],
    sweeps: [
      {
        name: 'shown proofs',
        everyMs: 60_000,
        sweep: async () =>
          sweepProofs(
            deps.database,
            (await deps.organisations()).map(({ orgId }) => orgId),
          ),
      },
    ],
    identify: createIdentifyDevice(deps.database, nonces),
    enrol: createEnrol(deps.database, nonces),
    nonce: nonces.current,
  };
}
