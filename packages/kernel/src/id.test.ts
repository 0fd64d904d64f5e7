import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuid, uuidV7, uuidV8 } from './id.ts';

const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('ids', () => {
  it('of version 7 hold their time, version and variant, and sort by time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 2 }), random, random, (atMs, bytes, otherBytes) => {
        const id = uuidV7(atMs, bytes);
        expect(isUuid(id)).toBe(true);
        expect(id).toMatch(/^.{14}7.{4}[89ab]/);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(atMs);
        expect(id < uuidV7(atMs + 1, otherBytes)).toBe(true);
      }),
    );
  });

  it('of version 7 agree with the example of RFC 9562', () => {
    const bytes = Uint8Array.from([0, 0, 0, 0, 0, 0, 0xc, 0xc3, 0x18, 0xc4, 0xdc, 0xc, 0xc, 0x7, 0x39, 0x8f]);
    expect(uuidV7(0x017f22e279b0, bytes)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('of version 8 are the same for the same digest, which stays as it was', () => {
    const digest = Uint8Array.from({ length: 32 }, () => 0xff);
    expect(uuidV8(digest)).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
    expect(digest[6]).toBe(0xff);
  });

  it.each(['', 'ffffffff-ffff-8fff-bfff-fffffffffff', 'gfffffff-ffff-8fff-bfff-ffffffffffff', 7, null])(
    'refuses %j',
    (value) => {
      expect(isUuid(value)).toBe(false);
    },
  );
});
