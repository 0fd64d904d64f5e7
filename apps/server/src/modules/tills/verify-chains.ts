import type { SignedFact } from '@barrow/contracts';
import { firstLink, linkOf, verifyChain, type Link } from '@barrow/sync';
import type { Database, Tx } from '../../platform/postgres.ts';
import { firstUnsigned } from './verify-signatures.ts';

const factsAtOnce = 2_000;

/** What the chain of one till is worth. */
export type ChainProof = {
  readonly device: string;
  readonly code: string;
  readonly facts: number;
  readonly receipts: number;
  /** The first place where it does not hold; null when all of it does. */
  readonly firstBreak: { readonly seq: number; readonly receipt: number | null; readonly why: string } | null;
  /** Numbers that a server lost to too old a backup, and the till had no more; told, since no proof goes over them. */
  readonly lost: readonly string[];
};

type DeviceRow = { device_id: string; name: string; code: string; series_id: string; public_key: Key };
type Key = { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string };
type FactRow = {
  seq: number;
  fact_id: string;
  action: string;
  input: string;
  at_text: string;
  clock_text: string;
  staff_id: string | null;
  receipt: number | null;
  mends: number | null;
  prev: string;
  hash: string;
  signature: string;
};

/**
 * Follows the chain of every till of an organisation from its first fact: numbers of facts and receipts without a gap, each linked to the one before, each hash that of its
 * content, each signed by the device's key. Memory does not grow with the facts.
 */
export async function verifyChains(database: Database, orgId: string): Promise<ChainProof[]> {
  const devices = await database.transaction(
    orgId,
    (tx) =>
      tx.rows<DeviceRow>(
        'select device_id, name, code, series_id, public_key from tills.device where org_id = $1 order by code',
        [tx.orgId],
      ),
    { readOnly: true },
  );
  const proofs: ChainProof[] = [];
  for (const device of devices) proofs.push(await follow(database, orgId, device));
  return proofs;
}

async function follow(database: Database, orgId: string, device: DeviceRow): Promise<ChainProof> {
  const { series_id: seriesId, public_key: publicKey } = device;
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(orgId, work, { readOnly: true });
  const gaps = await read((tx) =>
    tx.rows<{ seq: number; why: string }>(
      `select seq, why from tills.anomaly where org_id = $1 and series_id = $2 and fact is null order by seq`,
      [tx.orgId, seriesId],
    ),
  );
  const known = new Set(gaps.map(({ seq }) => seq));
  let last = firstLink(seriesId);
  let [facts, receipts] = [0, 0];
  let firstBreak: ChainProof['firstBreak'] = null;
  for (;;) {
    const rows = await read((tx) =>
      tx.rows<FactRow>(
        `select seq, fact_id, action, input, at_text, clock_text, staff_id, receipt, mends, prev, hash, signature from tills.fact
         where org_id = $1 and series_id = $2 and seq > $3 order by seq limit $4`,
        [tx.orgId, seriesId, last.seq, factsAtOnce],
      ),
    );
    const batch = rows.map(factOf);
    const [first] = batch;
    if (first === undefined) break;
    const from: Link =
      first.seq > last.seq + 1 && known.has(last.seq + 1)
        ? {
            seq: first.seq - 1,
            receipt: (batch.find(({ receipt }) => receipt !== null)?.receipt ?? 1) - 1,
            hash: first.prev,
          }
        : last;
    const chain = verifyChain(seriesId, from, batch);
    const unsigned = await firstUnsigned({ publicKey }, batch);
    const brokenSeq = chain.ok ? undefined : chain.detail.seq;
    const seq = Math.min(brokenSeq ?? Infinity, unsigned?.seq ?? Infinity);
    if (seq !== Infinity) {
      const why = seq === brokenSeq && !chain.ok ? chain.reason : 'wrong-signature';
      firstBreak = { seq, receipt: batch.find((fact) => fact.seq === seq)?.receipt ?? null, why };
      break;
    }
    facts += batch.length;
    receipts += batch.filter(({ receipt }) => receipt !== null).length;
    last = batch.reduce((link, fact) => linkOf(fact, link), from);
  }
  const lost = gaps.map(({ seq, why }) => `${seq} ${why.replace(/^lost /, '')}`);
  return { device: device.name, code: device.code, facts, receipts, firstBreak, lost };
}

/** A text that is no JSON any more is content that was changed: no hash is over it. */
function inputOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : { changed: text };
  } catch {
    return { changed: text };
  }
}

function factOf(row: FactRow): SignedFact {
  return {
    seq: row.seq,
    factId: row.fact_id,
    action: row.action,
    input: inputOf(row.input),
    at: row.at_text,
    clockAt: row.clock_text,
    staffId: row.staff_id,
    receipt: row.receipt,
    mends: row.mends,
    prev: row.prev,
    hash: row.hash,
    signature: row.signature,
  };
}
