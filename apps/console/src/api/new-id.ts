import { uuidV7, type Uuid } from '@barrow/kernel';

/** A new UUIDv7: whoever creates a fact names it, so that a request can be repeated. */
export function newId(): Uuid {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
}
