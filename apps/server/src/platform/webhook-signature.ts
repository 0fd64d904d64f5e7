import { createHmac, timingSafeEqual } from 'node:crypto';
import { must, refusal, success, type Outcome } from '@barrow/kernel';

/** Standard Webhooks 1.0.0, symmetric scheme: HMAC-SHA256 over `id.timestamp.body`, base64, marked `v1`. */
const scheme = 'v1';
const secretPrefix = 'whsec_';
/** The specification asks for keys of 24 to 64 bytes. */
const minKeyBytes = 24;
const maxKeyBytes = 64;
/** Messages older or newer than this are refused: a recorded request cannot be replayed for long, and clocks may differ a little. */
const toleranceMs = 5 * 60_000;

export type WebhookHeaders = {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
};

/** True for `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(secret: string): boolean {
  return keyOf(secret) !== undefined;
}

/**
 * Signs `body`, which must be sent byte for byte. `id` names the message and stays the same when it is sent again; `atMs` is the
 * time of this attempt. Callers ensure `isWebhookSecret(secret)`; otherwise it throws without showing the secret.
 */
export function signWebhook(input: { id: string; atMs: number; body: string; secret: string }): WebhookHeaders {
  const key = must(keyOf(input.secret), 'a signing secret of the form that isWebhookSecret accepts');
  const timestamp = String(Math.floor(input.atMs / 1000));
  return {
    'webhook-id': input.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `${scheme},${digest(key, input.id, timestamp, input.body).toString('base64')}`,
  };
}

export type SignatureRefusal = 'headers-missing' | 'timestamp-invalid' | 'too-old' | 'too-new' | 'no-match';

/**
 * Verifies the headers (names in lower case) of a received message against the raw body and every secret that is valid now (two
 * while one is being replaced). Signatures are compared in constant time. Gives the message's id, by which a repeat is known.
 */
export function verifyWebhook(input: {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | Uint8Array;
  readonly secrets: readonly string[];
  readonly nowMs: number;
}): Outcome<{ readonly id: string }, SignatureRefusal> {
  const id = input.headers['webhook-id'];
  const timestamp = input.headers['webhook-timestamp'];
  const signatures = input.headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string' || id === '') {
    return refusal('headers-missing');
  }
  if (!/^\d{1,12}$/.test(timestamp)) return refusal('timestamp-invalid');
  const ageMs = input.nowMs - Number(timestamp) * 1000;
  if (ageMs > toleranceMs) return refusal('too-old');
  if (ageMs < -toleranceMs) return refusal('too-new');
  const given = signatures
    .split(' ')
    .filter((signature) => signature.startsWith(`${scheme},`))
    .map((signature) => Buffer.from(signature.slice(scheme.length + 1), 'base64'));
  for (const secret of input.secrets) {
    const key = keyOf(secret);
    if (key === undefined) continue;
    const expected = digest(key, id, timestamp, input.body);
    if (given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected))) {
      return success({ id });
    }
  }
  return refusal('no-match');
}

function keyOf(secret: string): Buffer | undefined {
  const encoded = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= minKeyBytes && key.length <= maxKeyBytes ? key : undefined;
}

function digest(key: Buffer, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
