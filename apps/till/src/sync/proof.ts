import { base64url } from '@barrow/sync';

const encoder = new TextEncoder();
const encoded = (value: unknown): string => base64url(encoder.encode(JSON.stringify(value)));

export type Signer = { readonly privateKey: CryptoKey; readonly publicKey: JsonWebKey };

/** A DPoP proof (RFC 9449) for one request: signed by the device's key, with the nonce that the server gave last, and bound to the device's id. */
export async function makeProof(
  { privateKey, publicKey }: Signer,
  { method, url, nonce, token }: { method: string; url: string; nonce: string; token: string | null },
): Promise<string> {
  const { kty, crv, x, y } = publicKey;
  const ath =
    token === null
      ? {}
      : { ath: base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(token)))) };
  const head = encoded({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } });
  const body = encoded({
    jti: base64url(crypto.getRandomValues(new Uint8Array(18))),
    iat: Math.floor(Date.now() / 1_000),
    htm: method,
    htu: url,
    nonce,
    ...ath,
  });
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    encoder.encode(`${head}.${body}`),
  );
  return `${head}.${body}.${base64url(new Uint8Array(signature))}`;
}
