import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { ChannelForm, timeOf } from './channel-form.tsx';
import { text } from './messages.ts';
import { channelsQuery, refreshNotices, removeChannel, type Channel } from './notices-api.ts';

/** Where notices are sent besides this room. */
export function ChannelsCard() {
  const query = useQuery(channelsQuery);
  const [editing, setEditing] = useState<Channel | 'new'>();
  const close = (): void => setEditing(undefined);
  const remove = useMutation({
    mutationFn: removeChannel,
    onSuccess: () => toast(text.removed),
    onSettled: refreshNotices,
  });
  const whereTo = ({ kind, emails = [], url = '', quietHours }: Channel): string =>
    [
      text.kinds[kind],
      kind === 'email' ? emails.join(', ') : url,
      ...(quietHours === undefined
        ? []
        : [text.quietHours(timeOf(quietHours.fromMinutes), timeOf(quietHours.toMinutes))]),
    ].join(' · ');
  return (
    <Card
      title={text.channels}
      padded
      actions={
        <Button size="compact-xs" variant="default" onClick={() => setEditing('new')}>
          {text.addChannel}
        </Button>
      }
    >
      <p className="muted">{text.channelsIntro}</p>
      {remove.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(remove.error)}
        </p>
      )}
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.noChannels}</p>
          ) : (
            <ul className="plain-list">
              {items.map((channel) => (
                <li key={channel.name}>
                  <div className="wrap-anywhere">
                    <div className="strong">{channel.name}</div>
                    <div className="muted small">{whereTo(channel)}</div>
                  </div>
                  <div className="row-actions">
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={text.editOf(channel.name)}
                      onClick={() => setEditing(channel)}
                    >
                      {text.edit}
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={text.removeOf(channel.name)}
                      loading={remove.isPending && remove.variables === channel.name}
                      onClick={() => remove.mutate(channel.name)}
                    >
                      {text.remove}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
      <Dialog
        title={editing === undefined || editing === 'new' ? text.addChannel : text.editOf(editing.name)}
        opened={editing !== undefined}
        onClose={close}
      >
        {editing === undefined ? null : (
          <ChannelForm {...(editing === 'new' ? {} : { channel: editing })} onClose={close} />
        )}
      </Dialog>
    </Card>
  );
}
