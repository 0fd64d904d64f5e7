import { createHash, randomUUID } from 'node:crypto';
import type { SignedFact } from '@barrow/contracts';
import { chainFact, firstLink, linkOf, signedBytes, type Happening, type Link } from '@barrow/sync';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { textAt } from './json-at.ts';

export type TillAnswer = { readonly status: number; readonly body: unknown; readonly nonce: string | null };

/** A till as a test drives it: a key, a series, and requests with a proof each. */
export type TestTill = {
  readonly deviceId: string;
  readonly seriesId: string;
  readonly link: () => Link;
  /** Makes the next fact of the series, signed. */
  happen(action: string, input: Record<string, unknown>, more?: Partial<Happening>): Promise<SignedFact>;
  /** Another life of the same series, as a copied device has it. */
  copy(): TestTill;
  ask(method: string, path: string, body?: unknown, proof?: string): Promise<TillAnswer>;
  proof(method: string, path: string, more?: Record<string, unknown>): Promise<string>;
};

type Key = { readonly privateKey: CryptoKey; readonly jwk: JWK };

async function makeKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey);
  return { privateKey, jwk: { kty, crv, x, y } };
}

function signProof({ privateKey, jwk }: Key, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT({ jti: randomUUID(), iat: 1, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
    .sign(privateKey);
}

async function send(
  address: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<TillAnswer> {
  const response = await fetch(address + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, body: parsed, nonce: response.headers.get('dpop-nonce') };
}

/** Shows a code with a new key; answers what the server says, and the till when it is one. */
export async function enrolTill(
  address: string,
  code: string,
  key?: Key,
): Promise<{ readonly answer: TillAnswer; readonly till: TestTill | undefined; readonly key: Key }> {
  const own = key ?? (await makeKey());
  const path = '/api/tills/enrol';
  const body = { code, publicKey: own.jwk };
  const claims = { htm: 'POST', htu: address + path };
  const first = await send(address, 'POST', path, { dpop: await signProof(own, claims) }, body);
  const nonce = first.nonce ?? '';
  const answer = await send(address, 'POST', path, { dpop: await signProof(own, { ...claims, nonce }) }, body);
  if (answer.status !== 200) return { answer, till: undefined, key: own };
  const [deviceId, seriesId] = [textAt(answer.body, 'deviceId'), textAt(answer.body, 'seriesId')];
  return { answer, key: own, till: tillOf(address, own, deviceId, seriesId, firstLink(seriesId), nonce) };
}

function tillOf(
  address: string,
  key: Key,
  deviceId: string,
  seriesId: string,
  from: Link,
  firstNonce: string,
): TestTill {
  let last = from;
  let nonce = firstNonce;
  const proof: TestTill['proof'] = (method, path, more = {}) =>
    signProof(key, {
      htm: method,
      htu: address + (path.split('?')[0] ?? ''),
      nonce,
      ath: createHash('sha256').update(deviceId).digest('base64url'),
      ...more,
    });
  return {
    deviceId,
    seriesId,
    link: () => last,
    copy: () => tillOf(address, key, deviceId, seriesId, last, nonce),
    proof,
    async happen(action, input, more = {}) {
      const at = new Date().toISOString();
      const fact = chainFact(seriesId, last, {
        factId: randomUUID(),
        action,
        input,
        at,
        clockAt: at,
        staffId: null,
        mends: null,
        isReceipt: action === 'sales.sale.capture',
        ...more,
      });
      last = linkOf(fact, last);
      const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
      const signature = await crypto.subtle.sign(algorithm, key.privateKey, signedBytes(fact));
      return { ...fact, signature: Buffer.from(signature).toString('base64url') };
    },
    async ask(method, path, body, given) {
      const authorization = `DPoP ${deviceId}`;
      const answer = await send(
        address,
        method,
        path,
        { authorization, dpop: given ?? (await proof(method, path)) },
        body,
      );
      nonce = answer.nonce ?? nonce;
      return answer;
    },
  };
}
