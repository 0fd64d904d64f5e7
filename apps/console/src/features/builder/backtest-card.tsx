import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { runBacktest, type Backtest, type ReplayFigures } from './builder-api.ts';
import { text } from './messages.ts';

const dayMs = 86_400_000;
const people = ['agree', 'decline', 'silent'] as const;
const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** Runs the draft and the live version over a period of the past, side by side. */
export function BacktestCard({ source }: { readonly source: string }) {
  const [from, setFrom] = useState(() => dayOf(Date.now() - 28 * dayMs));
  const [to, setTo] = useState(() => dayOf(Date.now() + dayMs));
  const [answers, setAnswers] = useState<(typeof people)[number]>('agree');
  const run = useMutation({ mutationFn: runBacktest });
  const isPeriod = from !== '' && to !== '';
  return (
    <Card title={text.backtest} padded>
      <CardForm
        label={text.backtest}
        mutation={run}
        submitLabel={text.backtestRun}
        quiet
        onSubmit={() => {
          if (isPeriod) run.mutate({ source, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z`, people: answers });
        }}
      >
        <span className="muted">{text.backtestIntro}</span>
        <div className="form-pair">
          <TextInput
            type="date"
            label={text.backtestFrom}
            value={from}
            error={isPeriod ? undefined : text.backtestNoPeriod}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={text.backtestTo}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        <NativeSelect
          label={text.backtestPeople}
          value={answers}
          data={people.map((value) => ({ value, label: text.backtestPeopleKinds[value] }))}
          onChange={(event) => setAnswers(people.find((one) => one === event.currentTarget.value) ?? 'agree')}
        />
      </CardForm>
      {run.data === undefined ? null : <Outcome backtest={run.data} />}
    </Card>
  );
}

function Outcome({ backtest }: { readonly backtest: Backtest }) {
  const { events, isComplete, until, draft, live, stockOutDays } = backtest;
  return (
    <div className="stack" role="status">
      <p>
        {text.backtestEvents(formatCount(events))} {isComplete ? '' : text.backtestCut(formatInstant(until))}
      </p>
      <Comparison draft={draft} live={live} saved={stockOutDays} />
      <p className="muted small">
        {text.backtestWas(formatCount(stockOutDays.was))} {text.backtestAssumed}
      </p>
      <Samples figures={draft} />
    </div>
  );
}

function Comparison({
  draft,
  live,
  saved,
}: {
  readonly draft: ReplayFigures;
  readonly live: ReplayFigures | null;
  readonly saved: Backtest['stockOutDays'];
}) {
  const actions = [...new Set([...Object.keys(draft.does), ...Object.keys(live?.does ?? {})])];
  const rows: readonly (readonly [string, number, number | null])[] = [
    [text.backtestStarted, draft.started, live?.started ?? null],
    [text.backtestFailed, draft.faulted, live?.faulted ?? null],
    [text.backtestOpen, draft.open, live?.open ?? null],
    ...actions.map((name) => [name, draft.does[name] ?? 0, live === null ? null : (live.does[name] ?? 0)] as const),
    [text.backtestSaved, saved.savedByDraft, saved.savedByLive],
  ];
  return (
    <div className="scroll-x">
      <table className="grid-table" aria-label={text.backtest}>
        <thead>
          <tr>
            <th scope="col">{text.backtestWhat}</th>
            <th scope="col" className="right">
              {text.backtestDraft}
            </th>
            <th scope="col" className="right">
              {text.backtestLive}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ours, theirs]) => (
            <tr key={name}>
              <th scope="row" className="wrap-anywhere">
                {name}
              </th>
              <td className={ours === theirs ? 'right num' : 'right num strong'}>{formatCount(ours)}</td>
              <td className="right num">{theirs === null ? '–' : formatCount(theirs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const mostShown = 20;

function Samples({ figures: { samples } }: { readonly figures: ReplayFigures }) {
  if (samples.length === 0) return null;
  return (
    <details>
      <summary>{text.backtestSamples}</summary>
      <ul className="sentence-list">
        {samples.slice(0, mostShown).map(({ cause, startedAt, error, would }) => (
          <li key={`${cause} ${startedAt}`}>
            <span className="wrap-anywhere">{cause}</span>{' '}
            <span className="muted small">{formatInstant(startedAt)}</span>
            {error === null ? null : <div className="bad">{error}</div>}
            <ul className="sentence-list">
              {would.map((one, index) => (
                <li key={index}>
                  {one.what} <span className="muted small">{formatInstant(one.at)}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}
