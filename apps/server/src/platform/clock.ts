import { randomBytes } from 'node:crypto';
import { uuidV7, type Uuid } from '@barrow/kernel';

/** Where the server gets its time; tests hand in another. */
export type Clock = { readonly nowMs: () => number };

export const systemClock: Clock = { nowMs: () => Date.now() };

/** A new UUIDv7. */
export function newId(clock: Clock = systemClock): Uuid {
  return uuidV7(clock.nowMs(), randomBytes(16));
}
