import type { SyncState } from '@barrow/sync';
import { useEffect, useState } from 'react';
import { useLive } from '../parts/use-live.ts';
import { database, readSingle } from '../store/database.ts';
import { useWords } from '../text/language.ts';
import { useGraceOver } from './use-grace.ts';
import { useUpdate } from './use-update.ts';

/** Less than this share of the device's space left is told. */
const littleSpace = 0.1;

/** How the till stands with the server, and what is not there yet. */
export function StatusBar({ sync, isIdle }: { readonly sync: SyncState | undefined; readonly isIdle: boolean }) {
  const words = useWords();
  const counts = useLive(async () => {
    const [unsent, refused, kept] = await Promise.all([
      database.facts.where('verdict').equals('open').count(),
      database.facts
        .where('verdict')
        .equals('refused')
        .filter(({ isSettled }) => isSettled === 0)
        .count(),
      readSingle('sync'),
    ]);
    return { unsent, refused, standing: kept?.standing ?? 'active' };
  }, 'counts') ?? { unsent: 0, refused: 0, standing: 'active' as const };
  const isFull = useLittleSpace();
  const isGraceOver = useGraceOver();
  const update = useUpdate();
  const isOffline = sync !== undefined && sync.phase === 'waiting' && sync.failures > 0;
  const text = [
    isOffline ? words.offline : words.online,
    ...(counts.unsent === 0 ? [] : [words.unsent(counts.unsent)]),
    ...(counts.refused === 0 ? [] : [words.refused(counts.refused)]),
  ].join(' · ');
  return (
    <div className="status">
      <span role="status" className={isOffline || counts.refused > 0 ? 'warn' : 'muted'}>
        {text}
      </span>
      {counts.standing === 'active' ? null : (
        <strong role="alert" className="bad">
          {counts.standing === 'revoked' ? words.revoked : words.quarantined}
        </strong>
      )}
      {isGraceOver ? (
        <strong role="alert" className="bad">
          {words.graceOver}
        </strong>
      ) : null}
      {isFull ? (
        <strong role="alert" className="bad">
          {words.storageFull}
        </strong>
      ) : null}
      {update !== undefined && isIdle ? (
        <button type="button" className="quiet" onClick={update}>
          {words.update}. {words.updateGo}
        </button>
      ) : null}
    </div>
  );
}

function useLittleSpace(): boolean {
  const [isLittle, setLittle] = useState(false);
  useEffect(() => {
    const look = async (): Promise<void> => {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      setLittle(quota > 0 && (quota - usage) / quota < littleSpace);
    };
    void look();
    const timer = setInterval(() => void look(), 60_000);
    return () => clearInterval(timer);
  }, []);
  return isLittle;
}
