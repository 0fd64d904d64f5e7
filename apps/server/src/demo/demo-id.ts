import { seededRandom, uuidV8, type Random, type Uuid } from '@barrow/kernel';

/** FNV-1a, 32 bits (Fowler, Noll, Vo). Spreads short texts over seeds; not for secrets. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** A source of numbers of its own for each name, so that adding one draw in one place changes nothing elsewhere. */
export function namedRandom(seed: number, name: string): Random {
  return seededRandom(hashOf(`${seed}/${name}`));
}

/** The id of a thing of the demo network: the same seed and name give the same UUIDv8. */
export function demoId(seed: number, name: string): Uuid {
  return uuidV8(randomBytes(namedRandom(seed, name)));
}

/** 16 bytes for an id. The array is new each time. */
export function randomBytes(random: Random): Uint8Array {
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 16; index += 4) {
    const word = Math.floor(random() * 4_294_967_296);
    bytes[index] = word & 0xff;
    bytes[index + 1] = (word >>> 8) & 0xff;
    bytes[index + 2] = (word >>> 16) & 0xff;
    bytes[index + 3] = word >>> 24;
  }
  return bytes;
}
