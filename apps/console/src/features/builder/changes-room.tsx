import { Button, Switch } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useMay } from '../identity/session.ts';
import { AccessCard } from './access-card.tsx';
import { draftsQuery, policyQuery, refreshBuilder, releasesQuery, setPolicy, type Draft } from './builder-api.ts';
import { draftTones } from './draft-tones.ts';
import { text } from './messages.ts';
import { NewDraftForm } from './new-draft-form.tsx';
import { StopsCard } from './stops-card.tsx';

/** How workflows change: drafts, releases, stops, and the rule by which they go live. */
export function ChangesRoom() {
  const mayDraft = useMay('flow.draft');
  const [isNew, setNew] = useState(false);
  const list = useInfiniteQuery(draftsQuery);
  const drafts = entriesOf(list.data);
  const begin = mayDraft ? (
    <Button size="xs" onClick={() => setNew(true)}>
      {text.newDraft}
    </Button>
  ) : undefined;
  return (
    <Room title={text.title} intro={text.intro} actions={begin}>
      <div className="columns">
        <div className="stack">
          <Card title={text.drafts}>
            <Queried query={list} rows={4}>
              {() =>
                drafts.length === 0 ? (
                  <Empty title={text.noDrafts} hint={text.noDraftsHint} />
                ) : (
                  <Drafts drafts={drafts} />
                )
              }
            </Queried>
            <MoreButton list={list} />
          </Card>
          <ReleasesCard />
        </div>
        <div className="stack">
          <StopsCard />
          <AccessCard />
          <PolicyCard />
        </div>
      </div>
      <Dialog title={text.newDraft} opened={isNew} onClose={() => setNew(false)}>
        <NewDraftForm onClose={() => setNew(false)} />
      </Dialog>
    </Room>
  );
}

function Drafts({ drafts }: { readonly drafts: readonly Draft[] }) {
  return (
    <GridTable
      label={text.drafts}
      rows={[...drafts]}
      keyOf={(draft) => draft.draftId}
      columns={[
        {
          header: text.draft,
          bare: true,
          cell: (draft) => (
            <RoomLink to="/changes/$draftId" params={{ draftId: draft.draftId }} className="wrap-anywhere">
              {draft.title}
            </RoomLink>
          ),
        },
        {
          header: text.status,
          cell: (draft) => <Tag tone={draftTones[draft.status]}>{text.statuses[draft.status]}</Tag>,
        },
        {
          header: text.changed,
          cell: (draft) => <span className="small">{text.by(draft.changedBy, formatInstant(draft.changedAt))}</span>,
        },
      ]}
    />
  );
}

const releaseTones = { canary: 'warn', everywhere: 'good', 'rolled-back': 'bad' } as const;

function ReleasesCard() {
  const query = useQuery(releasesQuery());
  return (
    <Card title={text.releases} padded>
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{text.noReleases}</p>
          ) : (
            <ul className="plain-list">
              {items.map((one) => (
                <li key={one.releaseId}>
                  <div className="wrap-anywhere">
                    <RoomLink to="/changes/$draftId" params={{ draftId: one.draftId }}>
                      {one.workflow}
                    </RoomLink>
                    <div className="muted small">{text.by(one.releasedBy, formatInstant(one.releasedAt))}</div>
                    {one.why === null ? null : <div className="small">{one.why}</div>}
                  </div>
                  <Tag tone={releaseTones[one.status]}>{text.releaseStatuses[one.status]}</Tag>
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
    </Card>
  );
}

function PolicyCard() {
  const may = useMay('organisation.manage');
  const query = useQuery(policyQuery);
  const change = useMutation({ mutationFn: setPolicy, onSettled: refreshBuilder });
  return (
    <Card title={text.policy} padded>
      <Queried query={query} rows={1}>
        {({ reviewRequired }) => (
          <Switch
            label={text.reviewRequired}
            description={text.reviewRequiredHint}
            checked={reviewRequired}
            disabled={!may || change.isPending}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        )}
      </Queried>
      {change.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(change.error)}
        </p>
      )}
    </Card>
  );
}
