import { useState, type FormEvent } from 'react';
import { Field } from '../parts/field.tsx';
import type { Device } from '../store/database.ts';
import { ServerProblem } from '../sync/ask-server.ts';
import { enrol } from '../sync/enrol.ts';
import { useWords } from '../text/language.ts';

/** The code of an address that was scanned: `/till/#code=...`. */
function scannedCode(): string {
  return new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
}

export function EnrolScreen({ onEnrolled }: { readonly onEnrolled: (device: Device) => void }) {
  const words = useWords();
  const [code, setCode] = useState(scannedCode);
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const device = await enrol(code.trim());
      history.replaceState(null, '', location.pathname);
      onEnrolled(device);
    } catch (problem) {
      setError(problem instanceof ServerProblem && problem.status < 500 ? words.enrolBad : words.noLine);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="center">
      <form className="card" onSubmit={(event) => void submit(event)}>
        <h1>{words.enrolTitle}</h1>
        <p>{words.enrolIntro}</p>
        <Field
          label={words.enrolCode}
          value={code}
          autoCapitalize="characters"
          spellCheck={false}
          required
          autoFocus
          error={error}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <button type="submit" className="primary" disabled={isBusy || code.trim() === ''}>
          {words.enrolGo}
        </button>
      </form>
    </main>
  );
}
