import type { SignedFact } from '@barrow/contracts';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64url } from './base64url.ts';
import { canonicalJson } from './canonical-json.ts';

/** What happened at a till, before its place in the series is known. */
export type Happening = Pick<SignedFact, 'factId' | 'action' | 'input' | 'at' | 'clockAt' | 'staffId' | 'mends'> & {
  readonly isReceipt: boolean;
};
/** A fact with its place in the chain; its signature follows, since keys answer later than a transaction may wait. */
export type ChainedFact = Omit<SignedFact, 'signature'>;

/** The last link of a series: what the next fact is chained to. */
export type Link = { readonly seq: number; readonly receipt: number; readonly hash: string };

/** The link before the first fact of a series. */
export function firstLink(seriesId: string): Link {
  return { seq: 0, receipt: 0, hash: hashText(`barrow till series ${seriesId.toLowerCase()}`) };
}

/** SHA-256 over the fact without hash and signature, with its series: unpadded base64url. */
export function factHash(seriesId: string, fact: Omit<ChainedFact, 'hash'>): string {
  const { seq, factId, action, input, at, clockAt, staffId, receipt, mends, prev } = fact;
  const series = seriesId.toLowerCase();
  return hashText(canonicalJson({ series, seq, factId, action, input, at, clockAt, staffId, receipt, mends, prev }));
}

/** Gives a happening the next place of its series. Pure and synchronous, so that it fits into one transaction of the till's store. */
export function chainFact(seriesId: string, last: Link, { isReceipt, ...happening }: Happening): ChainedFact {
  const fact = {
    ...happening,
    seq: last.seq + 1,
    receipt: isReceipt ? last.receipt + 1 : null,
    prev: last.hash,
  };
  return { ...fact, hash: factHash(seriesId, fact) };
}

/** The link that a fact leaves for the next. */
export function linkOf(fact: Pick<ChainedFact, 'seq' | 'receipt' | 'hash'>, before: Link): Link {
  return { seq: fact.seq, receipt: fact.receipt ?? before.receipt, hash: fact.hash };
}

/** What the device's key signs: the bytes of the hash's text. */
export function signedBytes(fact: Pick<ChainedFact, 'hash'>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(utf8ToBytes(fact.hash));
}

function hashText(text: string): string {
  return base64url(sha256(utf8ToBytes(text)));
}
