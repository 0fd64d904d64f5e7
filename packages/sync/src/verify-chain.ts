import type { SignedFact } from '@barrow/contracts';
import { refusal, success, type Outcome } from '@barrow/kernel';
import { factHash, linkOf, type ChainedFact, type Link } from './fact.ts';

export type ChainBreak = 'gap' | 'wrong-link' | 'wrong-hash' | 'receipt-gap' | 'unreadable';

/**
 * Follows a chain from a link on: sequence and receipt numbers without a gap, each fact linked to the one before, each hash that of its
 * content. Answers the last link, or the first break. Signatures are checked by whoever holds the key.
 */
export function verifyChain(
  seriesId: string,
  from: Link,
  facts: readonly (ChainedFact | SignedFact)[],
): Outcome<Link, ChainBreak, { readonly seq: number }> {
  let last = from;
  for (const fact of facts) {
    const at = { seq: fact.seq };
    if (fact.seq !== last.seq + 1) return refusal('gap', at);
    if (fact.prev !== last.hash) return refusal('wrong-link', at);
    if (fact.receipt !== null && fact.receipt !== last.receipt + 1) return refusal('receipt-gap', at);
    const hash = hashOf(seriesId, fact);
    if (hash === null) return refusal('unreadable', at);
    if (hash !== fact.hash) return refusal('wrong-hash', at);
    last = linkOf(fact, last);
  }
  return success(last);
}

/** Null for what no till can have signed, such as a fraction. */
function hashOf(seriesId: string, fact: ChainedFact): string | null {
  try {
    return factHash(seriesId, fact);
  } catch {
    return null;
  }
}
