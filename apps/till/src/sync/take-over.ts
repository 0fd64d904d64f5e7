import type { FactVerdict, Pulled } from '@barrow/contracts';
import { mayForget } from '@barrow/sync';
import { database, readSingle, writeSingle } from '../store/database.ts';

const dayMs = 86_400_000;

/** Takes over where the server stands: verdicts, and that what it has no more is undecided. Answers up to which fact all have a verdict. */
export function takeVerdicts(high: number, verdicts: readonly FactVerdict[]): Promise<number> {
  return database.transaction('rw', database.facts, async () => {
    for (const judged of ['stored', 'refused', 'kept'])
      await database.facts
        .where('[verdict+seq]')
        .between([judged, high + 1], [judged, Infinity])
        .modify({ verdict: 'open', code: undefined, message: undefined });
    const judgedAtMs = Date.now();
    const facts = await database.facts.bulkGet(verdicts.map(({ seq }) => seq));
    await database.facts.bulkPut(
      facts.flatMap((fact, index) => {
        const { status, code, message } = verdicts[index] ?? {};
        if (fact === undefined || status === undefined) return [];
        const judged = fact.verdict === 'open' ? judgedAtMs : fact.judgedAtMs;
        return [{ ...fact, verdict: status, judgedAtMs: judged, code, message }];
      }),
    );
    const open = await database.facts.where('verdict').equals('open').first();
    const last = await database.facts.orderBy('seq').last();
    return open === undefined ? Math.max(high, last?.seq ?? 0) : open.seq - 1;
  });
}

/** Removes facts that every backup of the server holds (invariant I1), and receipts and baskets that are as old. Nothing else removes facts. */
export async function forgetOld(): Promise<void> {
  const [place, contact, sync] = [await readSingle('place'), await readSingle('contact'), await readSingle('sync')];
  if (place === undefined || contact === undefined || sync === undefined) return;
  const keepMs = place.value.keepDays * dayMs;
  await database.transaction('rw', [database.facts, database.receipts], async () => {
    const last = await database.facts.orderBy('seq').last();
    const till = { decidedSeq: sync.decidedSeq, lastSeq: last?.seq ?? 0, contactMs: contact.atMs, keepMs };
    const old = await database.facts
      .filter((fact) =>
        mayForget(
          {
            seq: fact.seq,
            verdict: fact.verdict === 'open' ? null : fact.verdict,
            judgedAtMs: fact.judgedAtMs,
            isSettled: fact.isSettled === 1,
          },
          till,
        ),
      )
      .primaryKeys();
    await database.facts.bulkDelete(old);
    await database.receipts
      .where('atMs')
      .below(contact.atMs - 4 * keepMs)
      .delete();
  });
}

/** Takes over a page of what the till needs. Rounds are numbered, so that at the end of a whole one what was not in it can go. */
export async function takeShapes({ place, items, isWhole, cursor, more }: Pulled): Promise<void> {
  await database.transaction('rw', [database.singles, database.items], async () => {
    if (place !== null) await writeSingle('place', place);
    const before = await readSingle('round');
    const number = before?.number ?? 1;
    await database.items.bulkPut(items.filter(({ isSold }) => isSold).map((item) => ({ ...item, round: number })));
    await database.items.bulkDelete(items.filter(({ isSold }) => !isSold).map(({ itemId }) => itemId));
    if (isWhole && !more) await database.items.where('round').below(number).delete();
    await writeSingle('round', { cursor, number: more ? number : number + 1 });
  });
}
