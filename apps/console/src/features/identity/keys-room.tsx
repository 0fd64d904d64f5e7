import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatInstant } from '../../format/time.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { useNowMs } from '../../parts/now.ts';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { KeyForm } from './key-form.tsx';
import { keysQuery, revokeKey, type ApiKey } from './members-api.ts';
import { text } from './people-messages.ts';
import { ScopeText } from './people-room.tsx';

export function KeysRoom() {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const list = useInfiniteQuery(keysQuery);
  const keys = entriesOf(list.data);
  return (
    <Room
      title={text.keys}
      intro={text.keysIntro}
      actions={
        <Button size="xs" onClick={() => setMaking(true)}>
          {text.createKey}
        </Button>
      }
    >
      <div className="card">
        <Queried query={list}>
          {() =>
            keys.length === 0 ? (
              <Empty title={text.noKeys} hint={text.noKeysHint} />
            ) : (
              <KeyTable keys={keys} onRevoke={setRevoking} />
            )
          }
        </Queried>
        <MoreButton list={list} />
      </div>
      <Dialog title={text.createKey} opened={making} onClose={() => setMaking(false)}>
        <KeyForm onClose={() => setMaking(false)} />
      </Dialog>
      <Dialog
        title={revoking === undefined ? '' : text.revokeTitle(revoking.name)}
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
      >
        {revoking === undefined ? null : <RevokeForm apiKey={revoking} onClose={() => setRevoking(undefined)} />}
      </Dialog>
    </Room>
  );
}

function RevokeForm({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.keyId),
    onSuccess: async () => {
      toast(text.revokeDone);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['identity', 'keys'] });
    },
  });
  return (
    <DialogForm
      intro={text.revokeIntro}
      danger
      mutation={revoke}
      submitLabel={text.revoke}
      onCancel={onClose}
      onSubmit={() => revoke.mutate()}
    />
  );
}

function KeyTable({
  keys,
  onRevoke,
}: {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (apiKey: ApiKey) => void;
}) {
  const nowMs = useNowMs();
  const isOver = (key: ApiKey): boolean => key.expiresAt !== null && Date.parse(key.expiresAt) < nowMs;
  return (
    <GridTable
      label={text.keys}
      rows={keys}
      keyOf={(key) => key.keyId}
      columns={[
        { header: text.keyName, bare: true, cell: (key) => <span className="strong">{key.name}</span> },
        { header: text.role, cell: (key) => text.roles[key.role] },
        { header: text.locations, cell: (key) => <ScopeText locationIds={key.locationIds} /> },
        { header: text.since, cell: (key) => <span className="num">{formatInstant(key.createdAt)}</span> },
        {
          header: text.expires,
          cell: (key) => (key.expiresAt === null ? text.never : formatInstant(key.expiresAt)),
        },
        {
          header: text.state,
          cell: (key) =>
            key.revokedAt !== null ? (
              <Tag>{text.revoked}</Tag>
            ) : isOver(key) ? (
              <Tag tone="warn">{text.expired}</Tag>
            ) : (
              <Tag tone="good">{text.active}</Tag>
            ),
        },
        {
          header: text.actions,
          bare: true,
          right: true,
          cell: (key) =>
            key.revokedAt === null ? (
              <Button size="compact-xs" variant="default" onClick={() => onRevoke(key)}>
                {text.revoke}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}
