import { createHmac, timingSafeEqual } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWK } from 'jose';
import { fault } from '../../platform/fault.ts';

/** How long a nonce is good for at least; it is taken for twice as long at most. */
export const nonceMs = 300_000;

export type Nonces = {
  /** The nonce of now. */
  readonly current: () => string;
  readonly isGood: (nonce: string) => boolean;
};

/** Nonces that any process of the installation makes and knows: of the secret and the time, so that nothing is stored. */
export function createNonces(secret: string, nowMs: () => number): Nonces {
  const of = (period: number): string =>
    createHmac('sha256', secret).update(`barrow till nonce ${period}`).digest('base64url').slice(0, 22);
  const period = (): number => Math.floor(nowMs() / nonceMs);
  const isSame = (one: string, other: string): boolean =>
    one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
  return {
    current: () => of(period()),
    isGood: (nonce) => isSame(nonce, of(period())) || isSame(nonce, of(period() - 1)),
  };
}

/** What a request shows of the device that sends it. */
export type Shown = {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly host: string | undefined;
  /** The header `DPoP`. */
  readonly proof: string | undefined;
};
export type Proof = {
  readonly thumbprint: string;
  readonly jti: string;
  readonly ath: string | null;
  readonly key: JWK;
};

/**
 * Verifies a DPoP proof (RFC 9449): signed by the key that it names, for this method and address, with a nonce of ours. The time in it is not looked
 * at: a till's clock may be days off, and the nonce says how old it is. That it is shown once is for the caller to see to. Throws PROOF_INVALID.
 */
export async function verifyProof({ method, path, host, proof }: Shown, nonces: Nonces): Promise<Proof> {
  if (proof === undefined || proof.length > 4_000) throw invalid('The header DPoP is missing or too long.');
  const verified = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    // Only what says when it begins or ends is judged by a clock: proofs say neither.
    currentDate: new Date(0),
  }).catch((error: unknown) => {
    throw invalid('The proof is not signed by the key that it names.', error);
  });
  const { payload, protectedHeader } = verified;
  const { jti, nonce, htm, htu, ath } = payload;
  const key = protectedHeader.jwk;
  if (key === undefined || typeof jti !== 'string' || jti.length < 8 || jti.length > 100)
    throw invalid('The proof names no key or no jti.');
  if (htm !== method) throw invalid(`The proof is for ${String(htm)}, not ${method}.`);
  if (typeof htu !== 'string' || !URL.canParse(htu)) throw invalid('The proof names no address.');
  const address = new URL(htu);
  if (address.pathname !== path || (host !== undefined && address.host !== host))
    throw invalid('The proof is for another address.');
  if (typeof nonce !== 'string' || !nonces.isGood(nonce)) throw invalid('The nonce of the proof is old or not ours.');
  return { thumbprint: await calculateJwkThumbprint(key), jti, ath: typeof ath === 'string' ? ath : null, key };
}

function invalid(message: string, cause?: unknown) {
  return fault(
    'unauthenticated',
    'PROOF_INVALID',
    `${message} Make another with the nonce in the header DPoP-Nonce of this answer.`,
    [],
    cause,
  );
}
