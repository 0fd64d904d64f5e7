import type { SignedFact } from '@barrow/contracts';
import { describe, expect, it } from 'vitest';
import { decidePush, type KnownSeries } from './decide-push.ts';
import { chainFact, firstLink, linkOf, type Happening, type Link } from './fact.ts';

const seriesId = '019a0000-0000-7000-8000-000000000001';
const happening = (n: number, input: Record<string, unknown> = {}): Happening => ({
  factId: `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  action: 'sales.sale.capture',
  input,
  at: '2026-11-27T08:00:00Z',
  clockAt: '2026-11-27T08:00:00Z',
  staffId: null,
  mends: null,
  isReceipt: true,
});
function chainFrom(last: Link, from: number, length: number, input = {}): SignedFact[] {
  let link = last;
  return Array.from({ length }, (_, index) => {
    const fact = chainFact(seriesId, link, happening(from + index, input));
    link = linkOf(fact, link);
    return { ...fact, signature: '' };
  });
}
const chain = chainFrom(firstLink(seriesId), 1, 6);
const after = (count: number): KnownSeries => {
  const had = chain.slice(0, count);
  const last = had.at(-1);
  return {
    seriesId,
    last: last === undefined ? firstLink(seriesId) : { seq: last.seq, receipt: last.seq, hash: last.hash },
    hashes: new Map(had.map((fact) => [fact.seq, fact.hash])),
  };
};
const numbers = (facts: readonly SignedFact[]): number[] => facts.map(({ seq }) => seq);

describe('a push', () => {
  it('is taken from where the server stands, in whatever order it came, once', () => {
    const { known, fresh, distrust } = decidePush(after(2), [...chain.toReversed(), ...chain.slice(4)]);
    expect([numbers(known), numbers(fresh), distrust]).toEqual([[1, 2], [3, 4, 5, 6], null]);
  });

  it('is not looked at beyond a gap', () => {
    const { fresh, distrust } = decidePush(after(2), chain.slice(3));
    expect([fresh, distrust]).toEqual([[], null]);
    expect(numbers(decidePush(after(2), [...chain.slice(2, 4), ...chain.slice(5)]).fresh)).toEqual([3, 4]);
  });

  it('goes on behind what the till has no more and the server has lost, and says what is missing', () => {
    const { missing, fresh, distrust } = decidePush(after(1), chain.slice(3), 4);
    expect([missing, numbers(fresh), distrust]).toEqual([{ fromSeq: 2, toSeq: 3 }, [4, 5, 6], null]);
    expect(decidePush(after(1), chain.slice(3), 3).missing).toBe(null);
  });

  it('with another content under a known number is kept, and nothing of it applied (I10)', () => {
    const other = chainFrom(firstLink(seriesId), 1, 4, { other: true });
    const { fresh, distrust } = decidePush(after(2), other);
    expect([fresh, distrust?.why, numbers(distrust?.facts ?? [])]).toEqual([[], 'two-contents', [1, 2]]);
  });

  it('with two contents under one number is kept from there on', () => {
    const last = after(2).last;
    const [copy] = chainFrom(last, 3, 1, { other: true });
    if (copy === undefined) throw new Error('no copy');
    const { fresh, distrust } = decidePush(after(2), [...chain.slice(2), copy]);
    expect([fresh, distrust?.why, numbers(distrust?.facts ?? [])]).toEqual([[], 'two-contents', [3, 3]]);
  });

  it('is applied up to where its chain breaks, and kept from there', () => {
    const changed = chain.map((fact) => (fact.seq === 5 ? { ...fact, input: { changed: true } } : fact));
    const { fresh, distrust } = decidePush(after(2), changed.slice(2));
    expect([numbers(fresh), distrust?.why, numbers(distrust?.facts ?? [])]).toEqual([[3, 4], 'wrong-hash', [5, 6]]);
  });
});
