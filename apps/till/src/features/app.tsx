import type { SyncState } from '@barrow/sync';
import { useEffect, useMemo, useState } from 'react';
import { createCatalogue } from '../catalogue/catalogue.ts';
import { useLive } from '../parts/use-live.ts';
import { database, readSingle, type Device } from '../store/database.ts';
import { driveSync } from '../sync/drive-sync.ts';
import { en } from '../text/en.ts';
import { firstLanguage, languages, rememberLanguage, SpeechContext, useWords } from '../text/language.ts';
import { EnrolScreen } from './enrol-screen.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { SetLanguage } from './set-language.ts';
import { TillScreen } from './till-screen.tsx';

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const words = languages[language] ?? en;
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = words.direction;
  }, [language, words]);
  const change = (next: string): void => {
    rememberLanguage(next);
    setLanguage(next);
  };
  const speech = useMemo(() => ({ language, words }), [language, words]);
  return (
    <SpeechContext value={speech}>
      <SetLanguage value={change}>
        <Enrolled />
      </SetLanguage>
    </SpeechContext>
  );
}

function Enrolled() {
  const [known, setKnown] = useState<{ readonly device: Device | undefined }>();
  useEffect(() => {
    void readSingle('device').then((device) => setKnown({ device }));
  }, []);
  if (known === undefined) return null;
  if (known.device === undefined)
    return (
      <>
        <EnrolScreen onEnrolled={(device) => setKnown({ device })} />
        <LanguageChoice />
      </>
    );
  return <Placed device={known.device} />;
}

/** The till once it knows its place: right after it was set up that is yet to come. */
function Placed({ device }: { readonly device: Device }) {
  const words = useWords();
  const [sync, setSync] = useState<SyncState>();
  useEffect(() => driveSync(device, setSync), [device]);
  const place = useLive(() => readSingle('place'), 'place');
  const round = useLive(() => readSingle('round'), 'round');
  const items = useLive(() => database.items.toArray(), 'items');
  const catalogue = useMemo(() => (items === undefined ? undefined : createCatalogue(items)), [items]);
  if (place === undefined || round === undefined || catalogue === undefined)
    return (
      <main className="center">
        <p role="status">{(sync?.failures ?? 0) > 0 ? words.noLine : words.loading}</p>
      </main>
    );
  return <TillScreen device={device} place={place.value} catalogue={catalogue} sync={sync} />;
}
