import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps secrets unreadable in the database and in its backups. */
export type Sealer = {
  /** `context` names what the secret belongs to; only the same context opens it, so that a row's secret cannot be moved to another row. */
  seal(secret: string, context: string): Buffer;
  /** Throws UnsealError when the bytes were changed, or were sealed for another context or by another installation. */
  open(sealed: Buffer, context: string): string;
};

/** What was to be opened was changed, or sealed elsewhere. Says nothing of its content. */
export class UnsealError extends Error {
  constructor(cause?: unknown) {
    super('this was not sealed here for this, or was changed since', { cause });
    this.name = 'UnsealError';
  }
}

/** First byte of what is sealed, so that another scheme can follow. */
const scheme = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM (NIST SP 800-38D) with random nonces; the key is derived from the installation's secret by HKDF-SHA-256 (RFC 5869) for `purpose`. */
export function createSealer(installationSecret: string, purpose: string): Sealer {
  const key = Buffer.from(hkdfSync('sha256', installationSecret, '', `barrow seal ${scheme} ${purpose}`, 32));
  return {
    seal(secret, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([scheme]), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      if (sealed[0] !== scheme || sealed.length < 1 + nonceBytes + tagBytes) throw new UnsealError();
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
      const body = decipher.update(sealed.subarray(1 + nonceBytes + tagBytes));
      try {
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch (error) {
        throw new UnsealError(error);
      }
    },
  };
}
