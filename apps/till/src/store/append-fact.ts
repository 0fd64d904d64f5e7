import { uuidV7 } from '@barrow/kernel';
import { chainFact, linkOf, signedBytes, base64url, type Link } from '@barrow/sync';
import { database, readSingle, writeSingle, type StoredFact } from './database.ts';

export function newId(): string {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
}

/** The time as the server has it, by what was measured at the last contact; and the till's own. */
export async function timesNow(): Promise<{ readonly at: string; readonly clockAt: string; readonly atMs: number }> {
  const nowMs = Date.now();
  const atMs = nowMs + ((await readSingle('contact'))?.offsetMs ?? 0);
  return { at: new Date(atMs).toISOString(), clockAt: new Date(nowMs).toISOString(), atMs };
}

export type Ask = {
  readonly factId: string;
  readonly action: string;
  readonly input: Record<string, unknown>;
  readonly staffId: string | null;
  readonly isReceipt: boolean;
  readonly mends?: number;
};
export type Times = Awaited<ReturnType<typeof timesNow>>;

const tables = [database.singles, database.facts, database.receipts, database.baskets];

/**
 * Stores what happened as the next facts of the series, in one transaction with what else `also` changes: either all of it is on the disk when this returns, or nothing.
 * `makeAsks` is told the link that its first fact gets behind, since receipts have their number in them. Nothing in the transaction waits for anything but the
 * store; signing follows. Other tabs write in turn.
 */
export async function appendFacts(
  makeAsks: (last: Link, times: Times) => readonly Ask[] | Promise<readonly Ask[]>,
  also?: (facts: readonly StoredFact[], times: Times) => Promise<void>,
): Promise<readonly StoredFact[]> {
  const device = await readSingle('device');
  if (device === undefined) throw new Error('this device is not enrolled');
  const times = await timesNow();
  const stored = await database.transaction('rw', tables, async () => {
    let last = await readSingle('link');
    if (last === undefined) throw new Error('the series has no beginning');
    const facts: StoredFact[] = [];
    for (const { mends = null, ...ask } of await makeAsks(last, times)) {
      const { at, clockAt } = times;
      const fact = chainFact(device.seriesId, last, { ...ask, at, clockAt, mends });
      last = linkOf(fact, last);
      facts.push({ ...fact, signature: null, isSigned: 0, verdict: 'open', judgedAtMs: 0, isSettled: 0 });
      if (mends !== null) await database.facts.update(mends, { isSettled: 1 });
    }
    await database.facts.bulkAdd(facts);
    await writeSingle('link', last);
    await also?.(facts, times);
    return facts;
  });
  void signFacts();
  return stored;
}

let signing: Promise<void> | undefined;

/** Signs what is not signed, in order. What a killed tab left is signed by the next that starts. */
export function signFacts(): Promise<void> {
  signing = (signing ?? Promise.resolve()).then(signAll, signAll);
  return signing;
}

async function signAll(): Promise<void> {
  const device = await readSingle('device');
  if (device === undefined) return;
  const open = await database.facts.where('isSigned').equals(0).toArray();
  for (const fact of open) {
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      device.privateKey,
      signedBytes(fact),
    );
    await database.facts.update(fact.seq, { signature: base64url(new Uint8Array(signature)), isSigned: 1 });
  }
}
