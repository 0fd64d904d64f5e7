import type { TillStaff } from '@barrow/contracts';
import { base64url } from '@barrow/sync';

/** Whether a PIN is somebody's, without a line: derived as the server did (PBKDF2, SHA-256). */
export async function checkPin(pin: string, { salt, iterations, hash }: TillStaff['pin']): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations },
    key,
    256,
  );
  return base64url(new Uint8Array(bits)) === hash;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.codePointAt(0) ?? 0);
}
