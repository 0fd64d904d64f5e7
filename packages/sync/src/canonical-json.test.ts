import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { base64url } from './base64url.ts';

describe('canonical JSON', () => {
  it('is one text for one value, in whatever order it was written', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'ä"\n' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"ä\\"\\n","d":null}]}',
    );
    expect(canonicalJson({ a: undefined, b: -0 })).toBe('{"b":0}');
  });

  it('reads back as what it was', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'binary' }),
        fc.maxSafeInteger().map((one) => one + 0),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (one) => {
        const text = canonicalJson(one);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(one)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('refuses what is not written alike everywhere', () => {
    for (const bad of [0.1, Number.NaN, 2 ** 53, 1n, Symbol('s'), [undefined]])
      expect(() => canonicalJson(bad)).toThrow('a fact');
  });
});

describe('base64url', () => {
  it('is what Node makes of the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
  });
});
