import { createHash, randomInt } from 'node:crypto';

/** Without letters and digits that people take for each other. */
const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const length = 12;

/** A code that people can type, about 59 bits: `K7PM-3XQA-TZ9C`. */
export function newCode(): string {
  const drawn = Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
  return drawn.replace(/(.{4})(?=.)/g, '$1-');
}

/** Spaces, hyphens and case do not count. */
export function hashCode(code: string): Buffer {
  return createHash('sha256')
    .update(`barrow till ${code.replace(/[\s-]/g, '').toUpperCase()}`)
    .digest();
}
