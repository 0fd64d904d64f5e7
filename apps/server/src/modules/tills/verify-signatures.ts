import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { SignedFact } from '@barrow/contracts';
import { signedBytes } from '@barrow/sync';
import type { Series } from './series.ts';

/** The first fact that the device's key has not signed; undefined when it signed all. Works beside the event loop. */
export async function firstUnsigned(
  { publicKey }: Pick<Series, 'publicKey'>,
  facts: readonly SignedFact[],
): Promise<SignedFact | undefined> {
  if (facts.length === 0) return undefined;
  const key = createPublicKey({ key: { ...publicKey }, format: 'jwk' });
  const isSigned = await Promise.all(facts.map((fact) => isSignedBy(key, fact)));
  return facts.find((_fact, index) => isSigned[index] !== true);
}

function isSignedBy(key: KeyObject, fact: SignedFact): Promise<boolean> {
  const signature = Buffer.from(fact.signature, 'base64url');
  return new Promise((resolve) => {
    verify('sha256', signedBytes(fact), { key, dsaEncoding: 'ieee-p1363' }, signature, (error, isGood) =>
      resolve(error === null && isGood),
    );
  });
}
