import type { SignedFact } from '@barrow/contracts';
import { verifyChain, type ChainBreak } from './verify-chain.ts';
import type { Link } from './fact.ts';

/** What the server knows of a series. */
export type KnownSeries = {
  readonly seriesId: string;
  readonly last: Link;
  /** Hashes of those of the pushed facts that are there already, by sequence number. */
  readonly hashes: ReadonlyMap<number, string>;
};

export type PushDecision = {
  /** What the till has no more and the server has lost; null when nothing is missing. */
  readonly missing: { readonly fromSeq: number; readonly toSeq: number } | null;
  /** There already, with the same content: answered as they were. */
  readonly known: readonly SignedFact[];
  /** The next of the series. */
  readonly fresh: readonly SignedFact[];
  /** Why the device must not be believed any more, and the facts that show it: kept, never applied. */
  readonly distrust: { readonly why: 'two-contents' | ChainBreak; readonly facts: readonly SignedFact[] } | null;
};

/**
 * Sorts what a till pushed. What comes after a gap is not looked at: the till sends it again once it knows where the server stands. Unless the till has
 * nothing older (`oldestSeq`): then a server that was restored from too old a backup has lost what is between for good, says so, and goes on behind it. A
 * number that is there with another content, or a chain that does not hold, means that somebody has copied or changed the till: both contents are kept, and
 * the device is quarantined.
 */
export function decidePush(
  { seriesId, last, hashes }: KnownSeries,
  pushed: readonly SignedFact[],
  oldestSeq = 1,
): PushDecision {
  const facts = pushed.toSorted((a, b) => a.seq - b.seq);
  const old = facts.filter((fact) => fact.seq <= last.seq);
  const isKnown = (fact: SignedFact): boolean => hashes.get(fact.seq) === fact.hash;
  const known = old.filter(isKnown);
  const nothing = { missing: null, known, fresh: [] };
  if (known.length < old.length)
    return { ...nothing, distrust: { why: 'two-contents', facts: old.filter((fact) => !isKnown(fact)) } };
  const next = facts.filter((fact) => fact.seq > last.seq);
  const [first] = next;
  if (first === undefined) return { ...nothing, distrust: null };
  const isLost = first.seq > last.seq + 1 && first.seq === oldestSeq;
  const from: Link = isLost ? { seq: first.seq - 1, receipt: firstReceipt(next) - 1, hash: first.prev } : last;
  const missing = isLost ? { fromSeq: last.seq + 1, toSeq: first.seq - 1 } : null;
  const fresh: SignedFact[] = [];
  for (const fact of next) {
    const previous = fresh.at(-1);
    if (previous?.seq === fact.seq && previous.hash === fact.hash) continue;
    if (previous?.seq === fact.seq)
      return { missing, known, fresh: fresh.slice(0, -1), distrust: { why: 'two-contents', facts: [previous, fact] } };
    if (fact.seq !== from.seq + fresh.length + 1) break;
    fresh.push(fact);
  }
  const chain = verifyChain(seriesId, from, fresh);
  if (chain.ok) return { missing, known, fresh, distrust: null };
  const isSound = (fact: SignedFact): boolean => fact.seq < chain.detail.seq;
  return {
    missing,
    known,
    fresh: fresh.filter(isSound),
    distrust: { why: chain.reason, facts: fresh.filter((fact) => !isSound(fact)) },
  };
}

function firstReceipt(facts: readonly SignedFact[]): number {
  return facts.find(({ receipt }) => receipt !== null)?.receipt ?? 1;
}
