import type { Enrolled } from '@barrow/contracts';
import { firstLink } from '@barrow/sync';
import { database, writeSingle, type Device } from '../store/database.ts';
import { askServer } from './ask-server.ts';

/** Makes a key that cannot leave this browser, shows the code, and becomes a till. Throws ServerProblem, and nothing is stored. */
export async function enrol(code: string): Promise<Device> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  if (x === undefined || y === undefined || kty === undefined || crv === undefined)
    throw new Error('this browser makes no keys of the kind that is needed');
  const jwk = { kty, crv, x, y };
  const enrolled = await askServer<Enrolled>({ privateKey, publicKey: jwk }, 'POST', '/api/tills/enrol', {
    code,
    publicKey: jwk,
  });
  const { deviceId, seriesId, deviceName: name, deviceCode } = enrolled;
  const device: Device = { deviceId, seriesId, name, code: deviceCode, privateKey, publicKey: jwk };
  await database.transaction('rw', database.tables, async () => {
    for (const table of database.tables) await table.clear();
    await writeSingle('device', device);
    await writeSingle('link', firstLink(seriesId));
    await writeSingle('sync', { epoch: null, decidedSeq: 0, standing: 'active' });
  });
  await navigator.storage.persist().catch(() => false);
  return device;
}
