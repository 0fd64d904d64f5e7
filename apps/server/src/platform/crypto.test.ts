import { describe, expect, it } from 'vitest';
import { createSealer, UnsealError } from './crypto.ts';

const secret = 'an installation secret of more than 32 characters';
const token = 'whsec_abc ü';

describe('a sealed secret', () => {
  it('opens to what was sealed, and looks different each time', () => {
    const sealer = createSealer(secret, 'suppliers');
    const first = sealer.seal(token, 'org:supplier');
    expect(sealer.open(first, 'org:supplier')).toBe(token);
    expect(sealer.seal(token, 'org:supplier').equals(first)).toBe(false);
    expect(first.includes(token)).toBe(false);
  });

  it('does not open in another context, for another purpose, under another installation secret, or changed', () => {
    const sealed = createSealer(secret, 'suppliers').seal(token, 'org:supplier');
    expect(() => createSealer(secret, 'suppliers').open(sealed, 'org:other')).toThrow(UnsealError);
    expect(() => createSealer(secret, 'connectors').open(sealed, 'org:supplier')).toThrow(UnsealError);
    expect(() => createSealer(`${secret}!`, 'suppliers').open(sealed, 'org:supplier')).toThrow(UnsealError);
    for (const place of [0, 5, 20, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(() => createSealer(secret, 'suppliers').open(changed, 'org:supplier')).toThrow(UnsealError);
    }
    expect(() => createSealer(secret, 'suppliers').open(Buffer.alloc(3, 1), 'org:supplier')).toThrow(UnsealError);
  });
});
