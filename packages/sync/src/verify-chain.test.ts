import type { SignedFact } from '@barrow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainFact, firstLink, linkOf, type Happening, type Link } from './fact.ts';
import { verifyChain } from './verify-chain.ts';

const seriesId = '019a0000-0000-7000-8000-000000000001';

export function happening(n: number, isReceipt = n % 3 !== 0): Happening {
  const at = new Date(1_764_000_000_000 + n * 60_000).toISOString();
  return {
    factId: `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    action: 'sales.sale.capture',
    input: { id: String(n), lines: [{ qtyMilli: n * 1_000 }] },
    at,
    clockAt: at,
    staffId: null,
    mends: null,
    isReceipt,
  };
}

function chainOf(length: number, series = seriesId): SignedFact[] {
  let last: Link = firstLink(series);
  return Array.from({ length }, (_, index) => {
    const fact = chainFact(series, last, happening(index + 1));
    last = linkOf(fact, last);
    return { ...fact, signature: '' };
  });
}

describe('a chain', () => {
  it('holds as it was made, from any of its links on', () => {
    const chain = chainOf(9);
    const whole = verifyChain(seriesId, firstLink(seriesId), chain);
    expect(whole).toMatchObject({ ok: true, value: { seq: 9, receipt: 6, hash: chain[8]?.hash } });
    const half = verifyChain(seriesId, firstLink(seriesId), chain.slice(0, 4));
    expect(half.ok && verifyChain(seriesId, half.value, chain.slice(4))).toEqual(whole);
  });

  it('belongs to its series alone', () => {
    const other = '019a0000-0000-7000-8000-000000000002';
    expect(verifyChain(other, firstLink(other), chainOf(2))).toMatchObject({ ok: false, detail: { seq: 1 } });
    expect(firstLink(seriesId)).toEqual(firstLink(seriesId.toUpperCase()));
  });

  it('tells the first place where anything was changed, left out, put in or turned round (I5, I12)', () => {
    const chain = chainOf(6);
    const change = fc.constantFrom('input', 'at', 'clockAt', 'staffId', 'receipt', 'hash', 'prev', 'mends', 'factId');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), change, (index, field) => {
        const values: Partial<Record<string, unknown>> = {
          input: { id: 'other' },
          staffId: '019a0000-0000-7000-8000-0000000000ff',
          receipt: 77,
          mends: 1,
        };
        const changed = chain.map((fact, at) =>
          at === index ? { ...fact, [field]: values[field] ?? `${seriesId}x` } : fact,
        );
        expect(verifyChain(seriesId, firstLink(seriesId), changed)).toMatchObject({
          ok: false,
          detail: { seq: index + 1 },
        });
      }),
    );
    const without = chain.filter((_, index) => index !== 2);
    expect(verifyChain(seriesId, firstLink(seriesId), without)).toMatchObject({ reason: 'gap', detail: { seq: 4 } });
    const [a, b, ...rest] = chain;
    if (a === undefined || b === undefined) throw new Error('the chain is too short');
    expect(verifyChain(seriesId, firstLink(seriesId), [b, a, ...rest])).toMatchObject({ reason: 'gap' });
  });

  it('tells a fact that no till can have signed', () => {
    const [fact] = chainOf(1);
    const odd = { ...fact, input: { amount: 0.5 } } as SignedFact;
    expect(verifyChain(seriesId, firstLink(seriesId), [odd])).toMatchObject({ reason: 'unreadable' });
  });
});
