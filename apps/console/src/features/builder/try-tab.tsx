import type { JsonValue } from '@barrow/flow';
import { Alert, Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { taskName } from '../flows/flows-api.ts';
import { tryText, type TryAnswer, type Tried } from './builder-api.ts';
import { text } from './messages.ts';
import { jsonOf } from './value-field.tsx';

type Answers = Readonly<Record<string, readonly TryAnswer[]>>;
const kinds: Readonly<Record<string, string>> = text.kinds;

/** Runs the text once with a real event: what only reads is read, the rest is answered here. */
export function TryTab({
  source,
  samples,
  tried,
  onTried,
}: {
  readonly source: string;
  readonly samples: readonly JsonValue[];
  readonly tried: Tried | null;
  readonly onTried: (tried: Tried | null) => void;
}) {
  const [chosen, setChosen] = useState('0');
  const [answers, setAnswers] = useState<Answers>({});
  const input: JsonValue = samples[Number(chosen)] ?? {};
  const attempt = useMutation({ mutationFn: tryText, onSuccess: onTried });
  const run = (next: Answers): void => {
    setAnswers(next);
    attempt.mutate({ source, input, answers: next });
  };
  return (
    <div className="columns">
      <div className="stack">
        <Card title={text.tabs.try} padded>
          <p className="muted">{text.tryIntro}</p>
          <div className="form">
            <NativeSelect
              label={text.tryEvent}
              value={chosen}
              data={
                samples.length === 0
                  ? [{ value: 'none', label: text.tryEmpty }]
                  : samples.map((one, index) => ({ value: String(index), label: labelOf(one) }))
              }
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
            <div className="form-end">
              <Button size="xs" loading={attempt.isPending} onClick={() => run({})}>
                {tried === null ? text.tryStart : text.tryAgain}
              </Button>
            </div>
          </div>
          {attempt.error === null ? null : (
            <Alert role="alert" color="red" className="alert-bad">
              {messageOf(attempt.error)}
            </Alert>
          )}
          {tried === null ? null : (
            <p role="status" className={tried.status === 'faulted' ? 'bad strong' : 'strong'}>
              {text.tryStatus[tried.status]} {tried.error?.detail ?? tried.error?.title ?? ''}
            </p>
          )}
          {tried?.needs === undefined || tried.needs === null ? null : (
            <AnswerByHand
              key={`${tried.needs.task} ${tried.would.length}`}
              needs={tried.needs}
              onAnswer={(answer) => {
                const { task } = tried.needs ?? { task: '' };
                run({ ...answers, [task]: [...(answers[task] ?? []), answer] });
              }}
            />
          )}
        </Card>
        {tried === null ? null : (
          <Card title={text.trySteps} padded>
            <ol className="sentence-list">
              {tried.steps
                .filter(({ kind }) => kind !== 'task.started')
                .map((step, index) => (
                  <li key={index}>
                    <span className={step.error === null ? '' : 'bad'}>
                      <span className="strong">{taskName(step.task)}</span> {kinds[step.kind] ?? step.kind}
                    </span>{' '}
                    <span className="muted small">{formatInstant(step.at)}</span>
                    {step.error === null ? null : <div className="bad">{step.error.detail ?? step.error.title}</div>}
                    {step.kind === 'task.completed' ? (
                      <details>
                        <summary className="small">{text.value}</summary>
                        <pre className="json">{JSON.stringify(step.output, null, 2)}</pre>
                      </details>
                    ) : null}
                  </li>
                ))}
            </ol>
          </Card>
        )}
      </div>
      {tried === null ? null : (
        <Card title={text.tryWould} padded>
          {tried.would.length === 0 ? (
            <p>{text.tryNothing}</p>
          ) : (
            <ul className="plain-list">
              {tried.would.map((one, index) => (
                <li key={index}>
                  <div className="wrap-anywhere">
                    <div className="strong">{one.what}</div>
                    <div className="muted small">
                      {taskName(one.task)}, {formatInstant(one.at)}
                    </div>
                    <pre className="json">{JSON.stringify(one.request, null, 2)}</pre>
                  </div>
                  <Tag tone={one.answeredBy === 'reading' ? 'info' : 'plain'}>{text.answeredBy[one.answeredBy]}</Tag>
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
    </div>
  );
}

function AnswerByHand({
  needs,
  onAnswer,
}: {
  readonly needs: NonNullable<Tried['needs']>;
  readonly onAnswer: (answer: TryAnswer) => void;
}) {
  const [typed, setTyped] = useState('{}');
  const parsed = jsonOf(typed);
  return (
    <div className="form">
      <p>{text.tryNeeds(`${needs.what} (${taskName(needs.task)})`)}</p>
      <pre className="json">{JSON.stringify(needs.request, null, 2)}</pre>
      <Textarea
        label={text.tryAnswer}
        className="text-editor"
        autosize
        minRows={2}
        value={typed}
        error={parsed.ok ? undefined : text.notJson}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className="form-end">
        <Button size="xs" variant="default" onClick={() => onAnswer({ error: text.tryFails })}>
          {text.tryFails}
        </Button>
        <Button
          size="xs"
          disabled={!parsed.ok}
          onClick={() => {
            if (parsed.ok) onAnswer({ output: parsed.value ?? null });
          }}
        >
          {text.tryGive}
        </Button>
      </div>
    </div>
  );
}

function labelOf(event: JsonValue): string {
  const field = (name: string): string => {
    const value: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const time = field('time');
  return `${field('type')} ${time === '' ? '' : formatInstant(time)}`.trim();
}
