import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Ago } from '../../parts/ago.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { useLocationOf } from '../network/network-api.ts';
import { ChannelsCard } from './channels-card.tsx';
import { text } from './messages.ts';
import { acknowledge, noticesQuery, refreshNotices, type Notice } from './notices-api.ts';

const severityNames: Readonly<Record<string, string>> = text.severities;

/** What workflows tell people, and the way to say that one sees to it. */
export function NoticesRoom() {
  const mayManage = useMay('notification.manage');
  const [open, setOpen] = useState(true);
  const list = useInfiniteQuery(noticesQuery(open));
  const notices = entriesOf(list.data);
  return (
    <Room title={text.title} intro={text.intro}>
      <div className="stack">
        <div className="card">
          <div className="filters">
            <NativeSelect
              size="xs"
              label={text.show}
              value={open ? 'open' : 'all'}
              data={[
                { value: 'open', label: text.open },
                { value: 'all', label: text.all },
              ]}
              onChange={(event) => setOpen(event.currentTarget.value === 'open')}
            />
          </div>
          <Queried query={list}>
            {() =>
              notices.length === 0 ? (
                <Empty title={open ? text.noneOpen : text.none} hint={text.noneHint} />
              ) : (
                <NoticeTable notices={notices} />
              )
            }
          </Queried>
          <MoreButton list={list} />
        </div>
        {mayManage ? <ChannelsCard /> : null}
      </div>
    </Room>
  );
}

function NoticeTable({ notices }: { readonly notices: readonly Notice[] }) {
  const locationOf = useLocationOf();
  const see = useMutation({
    mutationFn: acknowledge,
    onSuccess: () => toast(text.acknowledged),
    onSettled: refreshNotices,
  });
  return (
    <>
      {see.error === null ? null : (
        <p role="alert" className="card-body bad">
          {messageOf(see.error)}
        </p>
      )}
      <GridTable
        label={text.title}
        rows={notices}
        keyOf={({ noticeId }) => noticeId}
        columns={[
          {
            header: text.notice,
            bare: true,
            cell: (notice) => (
              <div className="wrap-anywhere">
                <div className="strong">{notice.title}</div>
                <div>{notice.body}</div>
                <div className="muted small">
                  <Ago at={notice.raisedAt} />
                  {notice.acknowledgedAt === null || notice.acknowledgedBy === null
                    ? ''
                    : ` · ${text.seenBy(notice.acknowledgedBy, formatInstant(notice.acknowledgedAt))}`}
                </div>
              </div>
            ),
          },
          {
            header: text.severity,
            cell: ({ severity }) => (
              <Tag tone={severity === 'urgent' ? 'bad' : severity === 'warning' ? 'warn' : 'plain'}>
                {severityNames[severity] ?? severity}
              </Tag>
            ),
          },
          {
            header: text.location,
            cell: ({ locationId }) =>
              locationId === null ? null : (
                <RoomLink to="/locations/$locationId" params={{ locationId }}>
                  {locationOf(locationId)?.name ?? '…'}
                </RoomLink>
              ),
          },
          {
            header: text.actions,
            bare: true,
            right: true,
            cell: (notice) =>
              notice.acknowledgedAt === null ? (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={text.acknowledgeOf(notice.title)}
                  loading={see.isPending && see.variables === notice.noticeId}
                  onClick={() => see.mutate(notice.noticeId)}
                >
                  {text.acknowledge}
                </Button>
              ) : null,
          },
        ]}
      />
    </>
  );
}
