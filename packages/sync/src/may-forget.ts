/** What became of a fact, as the till keeps it; `null` while the server has not decided. */
export type Kept = {
  readonly seq: number;
  readonly verdict: 'stored' | 'refused' | 'kept' | null;
  /** When the till learned the verdict. */
  readonly judgedAtMs: number;
  /** A refused fact that a later one replaced, or that somebody wrote off. */
  readonly isSettled: boolean;
};

export type Remembering = {
  readonly decidedSeq: number;
  readonly lastSeq: number;
  /** When the last request was sent that the server answered. */
  readonly contactMs: number;
  /** For how long facts are kept, longer than the backup may be old that a server is restored from. */
  readonly keepMs: number;
};

/**
 * Whether a till may forget a fact: the server had it so long before the till last heard from it that every backup it could be restored from holds it. Counted from
 * the last contact, not from now: in the time since, the server may have been restored without the till knowing. The last link of the chain is never
 * forgotten, since the next is made from it; nor is what was refused, until it is settled.
 */
export function mayForget(fact: Kept, { decidedSeq, lastSeq, contactMs, keepMs }: Remembering): boolean {
  if (fact.seq > decidedSeq || fact.seq >= lastSeq || fact.verdict === null) return false;
  if (fact.verdict === 'refused' && !fact.isSettled) return false;
  return fact.judgedAtMs < contactMs - keepMs;
}
