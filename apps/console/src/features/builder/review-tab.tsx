import { compareDefinitions, kindWords, pictureOf } from '@barrow/canvas';
import { readSource } from '@barrow/flow';
import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { Facts } from '../../parts/figures.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMayWith } from '../flows/use-may-with.ts';
import { useMay } from '../identity/session.ts';
import { commentOn, moveDraft, refreshBuilder, workflowOf, type DraftDetails, type Judgement } from './builder-api.ts';
import { BacktestCard } from './backtest-card.tsx';
import { text } from './messages.ts';
import { ReleaseForm, ReleasesOfDraft } from './release-card.tsx';
import { TextDifference } from './text-difference.tsx';

const riskClasses: Readonly<Record<string, string>> = text.riskClasses;

/** What a reviewer looks at: what changes, what it may do, where it is in use, what was said; and the decisions. */
export function ReviewTab({ draft, source }: { readonly draft: DraftDetails; readonly source: string }) {
  const mayRelease = useMayWith('flow.manage', 'approve', workflowOf(draft));
  const { judgement, impact, baseSource } = draft;
  return (
    <div className="columns">
      <div className="stack">
        <Card title={text.differences} padded>
          <Differences before={baseSource} after={source} />
          {baseSource === null ? null : <TextDifference before={baseSource} after={source} />}
        </Card>
        <BacktestCard source={source} />
        <ReleasesOfDraft draftId={draft.draftId} />
        <CommentsCard draft={draft} />
      </div>
      <div className="stack">
        {draft.status === 'in-review' ? <DecideCard draft={draft} /> : null}
        {draft.status === 'approved' && mayRelease ? <ReleaseForm draft={draft} /> : null}
        <Card title={text.touches} padded>
          <Facts facts={factsOf(judgement)} />
        </Card>
        <Card title={text.impact} padded>
          <p>
            {text.impactText(
              formatCount(impact.locations),
              formatCount(impact.openRuns),
              formatCount(impact.runsLast30Days),
            )}
          </p>
        </Card>
      </div>
    </div>
  );
}

function Differences({ before, after }: { readonly before: string | null; readonly after: string }) {
  const now = readSource(after);
  if (!now.ok) return <p>{text.unreadable}</p>;
  if (before === null) {
    const { nodes } = pictureOf(now.value.value);
    return (
      <>
        <p>{text.differencesNew}</p>
        <ul className="sentence-list">
          {nodes.flatMap(({ id, kind, name, words }) =>
            kind === 'end'
              ? []
              : [
                  <li key={id}>
                    {kind === 'start' ? `${name}: ${words}` : `“${name}”: ${kindWords[kind]}, ${words}`}
                  </li>,
                ],
          )}
        </ul>
      </>
    );
  }
  const old = readSource(before);
  const differences = old.ok ? compareDefinitions(old.value.value, now.value.value) : [];
  if (differences.length === 0) return <p>{text.differencesNone}</p>;
  return (
    <ul className="sentence-list">
      {differences.map(({ pointer, sentence }) => (
        <li key={`${pointer} ${sentence}`}>{sentence}</li>
      ))}
    </ul>
  );
}

function factsOf({ risk, touches }: Judgement): (readonly [string, string])[] {
  const said = (list: readonly (string | null)[] | undefined): string =>
    list === undefined || list.length === 0
      ? text.none
      : list.map((one) => (one ?? text.decidedLater).replace(/@default$/, '')).join(', ');
  const classes = risk.classes.map((one) => riskClasses[one] ?? one).join(', ');
  return [
    [text.risk, classes === '' ? text.risks[risk.level] : `${text.risks[risk.level]}: ${classes}`],
    [text.does, said(touches?.functions)],
    [text.hosts, said(touches?.hosts)],
    [text.hears, said(touches?.hears)],
    [text.tells, said(touches?.emits)],
  ];
}

function DecideCard({ draft }: { readonly draft: DraftDetails }) {
  const mayApprove = useMayWith('flow.approve', 'approve', workflowOf(draft));
  const mayReturn = useMay('flow.draft');
  const [why, setWhy] = useState('');
  const { draftId, revision } = draft;
  const move = useMutation({
    mutationFn: moveDraft,
    onSuccess: async (_answer, { verb }) => {
      toast(verb === 'approve' ? text.approved : text.givenBack);
      await refreshBuilder();
    },
  });
  if (!mayApprove && !mayReturn) return null;
  return (
    <Card title={text.approveOf} padded>
      <CardForm
        mutation={move}
        submitLabel={text.giveBack}
        quiet
        onSubmit={() => move.mutate({ draftId, verb: 'return', why })}
        beside={
          mayApprove ? (
            <Button size="xs" onClick={() => move.mutate({ draftId, verb: 'approve', revision })}>
              {text.approve}
            </Button>
          ) : null
        }
      >
        <Textarea
          label={text.giveBackWhy}
          autosize
          minRows={2}
          maxLength={5_000}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </CardForm>
    </Card>
  );
}

function CommentsCard({ draft: { draftId, comments } }: { readonly draft: DraftDetails }) {
  const may = useMay('flow.review');
  const [body, setBody] = useState('');
  const idOf = useRepeatableId();
  const say = useMutation({
    mutationFn: commentOn,
    onSuccess: async () => {
      setBody('');
      await refreshBuilder();
    },
  });
  return (
    <Card title={text.comments} padded>
      {comments.length === 0 ? <p className="muted">{text.noComments}</p> : null}
      <ul className="plain-list">
        {comments.map((one) => (
          <li key={one.commentId}>
            <div className="wrap-anywhere">
              <div>{one.body}</div>
              <div className="muted small">{text.by(one.madeBy, formatInstant(one.madeAt))}</div>
            </div>
          </li>
        ))}
      </ul>
      {may ? (
        <CardForm
          label={text.comment}
          mutation={say}
          submitLabel={text.commentSend}
          quiet
          onSubmit={() => {
            if (body.trim() !== '') say.mutate({ draftId, commentId: idOf({ body }), body: body.trim() });
          }}
        >
          <Textarea
            label={text.comment}
            autosize
            minRows={2}
            maxLength={5_000}
            value={body}
            onChange={(event) => setBody(event.currentTarget.value)}
          />
        </CardForm>
      ) : null}
    </Card>
  );
}
