import type { TillPlace, TillStaff } from '@barrow/contracts';
import { useState, type FormEvent } from 'react';
import { Field } from '../parts/field.tsx';
import { useWords } from '../text/language.ts';
import { checkPin } from './check-pin.ts';

/** Each wrong PIN takes longer, so that nobody tries them all at the counter. */
const penaltyMs = 700;

export function LockScreen({
  place,
  onOpen,
}: {
  readonly place: TillPlace;
  readonly onOpen: (who: TillStaff) => void;
}) {
  const words = useWords();
  const [who, setWho] = useState<TillStaff>();
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (who === undefined) return;
    setBusy(true);
    const isRight = await checkPin(pin, who.pin);
    if (!isRight) await new Promise((resolve) => setTimeout(resolve, penaltyMs * wrong));
    setBusy(false);
    if (isRight) return onOpen(who);
    setPin('');
    setWrong(wrong + 1);
  };
  return (
    <main className="center">
      <div className="card">
        <h1>{words.who}</h1>
        <p className="muted">
          {place.organisation}, {place.location.name}
        </p>
        <div className="choices">
          {place.staff.map((one) => (
            <button
              key={one.staffId}
              type="button"
              aria-pressed={who?.staffId === one.staffId}
              onClick={() => {
                setWho(one);
                setPin('');
              }}
            >
              {one.name}
            </button>
          ))}
        </div>
        {who === undefined ? null : (
          <form onSubmit={(event) => void submit(event)}>
            <Field
              key={who.staffId}
              label={words.pin}
              type="password"
              inputMode="numeric"
              autoFocus
              value={pin}
              error={wrong > 0 && pin === '' ? words.pinWrong : undefined}
              onChange={(event) => setPin(event.currentTarget.value)}
            />
            <button type="submit" className="primary" disabled={isBusy || pin === ''}>
              {words.unlock}
            </button>
          </form>
        )}
      </div>
    </main>
  );
}
