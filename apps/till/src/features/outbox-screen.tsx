import { appendFacts } from '../store/append-fact.ts';
import { database, type StoredFact } from '../store/database.ts';
import { useLive } from '../parts/use-live.ts';
import { useFormats, useWords } from '../text/language.ts';
import { useTill } from './till-context.ts';

/** What the server has not, or refused: with the reason, and what can be done. Nothing of it goes by itself. */
export function OutboxScreen() {
  const words = useWords();
  const { time } = useFormats();
  const facts = useLive(openFacts, 'outbox');
  if (facts === undefined) return <main className="page" />;
  return (
    <main className="page">
      {facts.length === 0 ? <p role="status">{words.outboxEmpty}</p> : null}
      <ul className="lines">
        {facts.map((fact) => (
          <li key={fact.seq}>
            <span className="what">
              {fact.seq}: {fact.action}
              {fact.message === undefined ? null : <span className="bad"> {fact.message}</span>}
            </span>
            <span className="muted">{time(Date.parse(fact.at))}</span>
            {fact.verdict === 'refused' ? (
              <button type="button" onClick={() => void sendAgain(fact)}>
                {words.sendAgain}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {facts.length === 0 ? null : <ExportButton />}
    </main>
  );
}

function ExportButton() {
  const words = useWords();
  const { device } = useTill();
  const save = async (): Promise<void> => {
    const facts = await openFacts();
    const content = { deviceId: device.deviceId, seriesId: device.seriesId, code: device.code, facts };
    const address = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${device.code}-not-sent.json`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button type="button" onClick={() => void save()}>
      {words.exportOpen}
    </button>
  );
}

async function openFacts(): Promise<StoredFact[]> {
  const facts = await database.facts
    .where('verdict')
    .anyOf('open', 'refused')
    .filter(({ isSettled }) => isSettled === 0)
    .limit(500)
    .toArray();
  return facts.toSorted((a, b) => b.seq - a.seq);
}

/** The same asked again as a new fact, which stands in the place of the refused one. */
async function sendAgain({ seq, factId, action, input, staffId }: StoredFact): Promise<void> {
  await appendFacts(() => [{ factId, action, input, staffId, isReceipt: false, mends: seq }]);
}
