/** A UUID in lower case. Ids are made by whoever creates the fact, as UUIDv7 (RFC 9562); nothing sorts by them. */
export type Uuid = string & { readonly __uuid?: never };

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: unknown): value is Uuid {
  return typeof value === 'string' && uuidPattern.test(value);
}

const hexOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Formats 16 bytes as a UUID. Callers ensure the length. */
export function uuidFromBytes(bytes: Uint8Array): Uuid {
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += hexOfByte[bytes[index]!];
  }
  return text;
}

/** A UUIDv7 of the given time (milliseconds since 1970) and 16 random bytes, of which 10 are used. Pure. */
export function uuidV7(atMs: number, random: Uint8Array): Uuid {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  let rest = atMs;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}

/** A UUIDv8 (RFC 9562, custom) of 16 bytes of a digest: the same source gives the same id, so that an import is idempotent. */
export function uuidV8(digest: Uint8Array): Uuid {
  const bytes = Uint8Array.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}
