import { createHash } from 'node:crypto';
import type { Actor, Grant } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Database } from '../../platform/postgres.ts';
import { verifyProof, type Nonces, type Shown } from './dpop.ts';

/** Below this a revoked device is still heard: what it writes is kept for head office. */
const syncPath = '/api/v1/tills/sync';

type DeviceRow = { org_id: string; device_id: string; location_id: string; name: string; standing: string };

export type IdentifyDevice = (
  shown: Shown & { readonly authorization: string },
) => Promise<{ readonly actor: Actor; readonly grant: Grant }>;

/**
 * Who sends a request with `Authorization: DPoP <device id>`: the device whose key signed the proof, which is taken once. It may what a cashier of its
 * location may; what it does for somebody of the staff is judged by who that is. Throws PROOF_INVALID, DEVICE_UNKNOWN, DEVICE_REVOKED.
 */
export function createIdentifyDevice(database: Database, nonces: Nonces): IdentifyDevice {
  return async (shown) => {
    const { thumbprint, jti, ath } = await verifyProof(shown, nonces);
    const [device] = await database.outside<DeviceRow>('select * from tills.device_of_key($1)', [thumbprint]);
    const token = shown.authorization.replace(/^DPoP\s+/i, '');
    if (device === undefined || device.device_id !== token)
      throw fault('unauthenticated', 'DEVICE_UNKNOWN', 'This device is not enrolled here. Enrol it again.');
    if (ath !== createHash('sha256').update(token).digest('base64url'))
      throw fault('unauthenticated', 'PROOF_INVALID', 'The proof is not for this device (ath).');
    if (device.standing === 'revoked' && !shown.path.startsWith(syncPath))
      throw fault('forbidden', 'DEVICE_REVOKED', 'This device was revoked.');
    const isNew = await database.transaction(device.org_id, (tx) =>
      tx.run('insert into tills.proof (org_id, device_id, jti) values ($1, $2, $3) on conflict do nothing', [
        device.org_id,
        device.device_id,
        jti,
      ]),
    );
    if (isNew === 0)
      throw fault('unauthenticated', 'PROOF_INVALID', 'This proof was shown before: make one for each request.');
    return {
      actor: { kind: 'device', id: device.device_id, name: device.name, enteredBy: 'device' },
      grant: { orgId: device.org_id, role: 'cashier', locationIds: [device.location_id], supplierId: null },
    };
  };
}
