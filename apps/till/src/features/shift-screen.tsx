import { minorDigitsOf } from '@barrow/kernel';
import { useState, type FormEvent } from 'react';
import { closeShift, moveCash, openShift, type ClosedShift } from '../money/shift.ts';
import { Field } from '../parts/field.tsx';
import { useLive } from '../parts/use-live.ts';
import { readSingle, type Shift } from '../store/database.ts';
import { amountOf } from '../text/amount.ts';
import { useFormats, useWords } from '../text/language.ts';
import { useTill } from './till-context.ts';

export function useShift(): { readonly shift: Shift | undefined } | undefined {
  return useLive(async () => ({ shift: await readSingle('shift') }), 'shift');
}

/** The shift: opened with what is in the drawer, cash put in and taken out, closed with what was counted. */
export function ShiftScreen() {
  const words = useWords();
  const { money, time } = useFormats();
  const { place, staff } = useTill();
  const { currency } = place.location;
  const known = useShift();
  const [closed, setClosed] = useState<ClosedShift>();
  if (known === undefined) return <main className="page" />;
  const { shift } = known;
  const methods: Readonly<Record<string, string>> = { cash: words.cash, card: words.card, voucher: words.voucher };
  const report = shift ?? closed;
  return (
    <main className="page">
      {closed === undefined || shift !== undefined ? null : (
        <p role="status">
          <strong>{words.closed}</strong>
        </p>
      )}
      {report === undefined ? null : (
        <section className="card">
          <dl className="totals">
            <Row name={words.since} value={time(report.openedAtMs)} />
            <Row name={words.sales} value={String(report.sales)} />
            <Row name={words.total} value={money(report.totalMinor, currency)} />
            {Object.entries(report.byMethod).map(([method, amountMinor]) => (
              <Row key={method} name={methods[method] ?? method} value={money(amountMinor, currency)} />
            ))}
            <Row name={words.float} value={money(report.floatMinor, currency)} />
            {shift === undefined && closed !== undefined ? (
              <>
                <Row name={words.expected} value={money(closed.expectedMinor, currency)} />
                <Row name={words.count} value={money(closed.countedMinor, currency)} />
                <Row name={words.difference} value={money(closed.countedMinor - closed.expectedMinor, currency)} />
              </>
            ) : null}
          </dl>
        </section>
      )}
      {shift === undefined ? (
        <AmountForm
          title={words.openShift}
          hint={words.openShiftHint}
          label={words.float}
          go={words.open}
          currency={currency}
          onGo={(amountMinor) => openShift(amountMinor, staff)}
        />
      ) : (
        <>
          <CashForm currency={currency} />
          <AmountForm
            title={words.closeShift}
            hint={words.openShiftHint}
            label={words.count}
            go={words.closeShift}
            currency={currency}
            onGo={async (amountMinor) => setClosed(await closeShift(amountMinor, staff))}
          />
        </>
      )}
    </main>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

export function AmountForm({
  title,
  hint,
  label,
  go,
  currency,
  onGo,
}: {
  readonly title: string;
  readonly hint: string;
  readonly label: string;
  readonly go: string;
  readonly currency: string;
  readonly onGo: (amountMinor: number) => Promise<unknown>;
}) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const amountMinor = amountOf(typed, minorDigitsOf(currency));
  const isGood = amountMinor !== null && amountMinor >= 0;
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isGood) return;
        setBusy(true);
        void onGo(amountMinor).finally(() => {
          setBusy(false);
          setTyped('');
        });
      }}
    >
      <h2>{title}</h2>
      <p className="muted">{hint}</p>
      <Field
        label={label}
        inputMode="decimal"
        placeholder="0"
        value={typed}
        error={typed !== '' && !isGood ? words.wrongNumber : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" className="primary" disabled={!isGood || isBusy}>
        {go}
      </button>
    </form>
  );
}

function CashForm({ currency }: { readonly currency: string }) {
  const words = useWords();
  const { staff } = useTill();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const amountMinor = amountOf(typed, minorDigitsOf(currency));
  const isGood = amountMinor !== null && amountMinor > 0 && reason.trim() !== '';
  const move = (event: FormEvent, sign: 1 | -1): void => {
    event.preventDefault();
    if (!isGood) return;
    void moveCash(sign * amountMinor, reason.trim(), staff);
    setTyped('');
    setReason('');
  };
  return (
    <form className="card" onSubmit={(event) => move(event, 1)}>
      <h2>
        {words.cashIn} / {words.cashOut}
      </h2>
      <Field
        label={words.amount}
        inputMode="decimal"
        value={typed}
        error={typed !== '' && (amountMinor === null || amountMinor <= 0) ? words.wrongNumber : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Field
        label={words.reason}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className="actions">
        <button type="submit" disabled={!isGood}>
          {words.cashIn}
        </button>
        <button type="button" disabled={!isGood} onClick={(event) => move(event, -1)}>
          {words.cashOut}
        </button>
      </div>
    </form>
  );
}
