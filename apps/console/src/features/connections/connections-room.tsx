import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { ConnectionForm } from './connection-form.tsx';
import {
  connectionsQuery,
  refreshConnections,
  removeConnection,
  removeSecret,
  secretsQuery,
  type Connection,
  type Secret,
} from './connections-api.ts';
import { text } from './messages.ts';
import { SecretForm } from './secret-form.tsx';

/** What automation may reach outside, and with which secrets. */
export function ConnectionsRoom() {
  const may = useMay('connection.manage');
  const [adding, setAdding] = useState(false);
  return (
    <Room
      title={text.title}
      intro={text.intro}
      actions={
        may ? (
          <Button size="xs" onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        ) : undefined
      }
    >
      <div className="stack">
        <ConnectionsCard may={may} />
        <SecretsCard may={may} />
      </div>
      <Dialog title={text.add} opened={adding} onClose={() => setAdding(false)}>
        <ConnectionForm onClose={() => setAdding(false)} />
      </Dialog>
    </Room>
  );
}

function ConnectionsCard({ may }: { readonly may: boolean }) {
  const query = useQuery(connectionsQuery);
  const [editing, setEditing] = useState<Connection>();
  const [removing, setRemoving] = useState<Connection>();
  return (
    <Card title={text.connections}>
      <Queried query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text.none} hint={text.noneHint} />
          ) : (
            <GridTable
              label={text.connections}
              rows={items}
              keyOf={({ name }) => name}
              columns={[
                { header: text.connection, bare: true, cell: ({ name }) => <span className="strong">{name}</span> },
                {
                  header: text.hosts,
                  cell: ({ hosts }) => <span className="wrap-anywhere">{hosts.join(', ')}</span>,
                },
                { header: text.rateShort, right: true, cell: ({ callsPerS }) => formatCount(callsPerS) },
                {
                  header: text.personal,
                  cell: ({ personalData }) =>
                    personalData ? <Tag tone="warn">{text.cleared}</Tag> : <span>{text.notCleared}</span>,
                },
                {
                  header: text.actions,
                  bare: true,
                  right: true,
                  cell: (one) =>
                    may ? (
                      <div className="row-actions">
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={text.editOf(one.name)}
                          onClick={() => setEditing(one)}
                        >
                          {text.edit}
                        </Button>
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={text.removeOf(one.name)}
                          onClick={() => setRemoving(one)}
                        >
                          {text.remove}
                        </Button>
                      </div>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Queried>
      <Dialog
        title={editing === undefined ? '' : text.editTitle(editing.name)}
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {editing === undefined ? null : <ConnectionForm connection={editing} onClose={() => setEditing(undefined)} />}
      </Dialog>
      <RemoveDialog name={removing?.name} remove={removeConnection} onClose={() => setRemoving(undefined)} />
    </Card>
  );
}

function SecretsCard({ may }: { readonly may: boolean }) {
  const query = useQuery(secretsQuery);
  const [adding, setAdding] = useState(false);
  const [setting, setSetting] = useState<Secret>();
  const [removing, setRemoving] = useState<Secret>();
  return (
    <Card
      title={text.secrets}
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {text.secretAdd}
          </Button>
        ) : undefined
      }
    >
      <div className="card-body muted">{text.secretsIntro}</div>
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card-body">{text.noSecrets}</div>
          ) : (
            <GridTable
              label={text.secrets}
              rows={items}
              keyOf={({ name }) => name}
              columns={[
                { header: text.name, bare: true, cell: ({ name }) => <span className="strong">{name}</span> },
                { header: text.since, cell: ({ setAt, setBy }) => text.setBy(setBy, formatInstant(setAt)) },
                {
                  header: text.actions,
                  bare: true,
                  right: true,
                  cell: (one) =>
                    may ? (
                      <div className="row-actions">
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={text.secretSetOf(one.name)}
                          onClick={() => setSetting(one)}
                        >
                          {text.secretSet}
                        </Button>
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={text.removeOf(one.name)}
                          onClick={() => setRemoving(one)}
                        >
                          {text.remove}
                        </Button>
                      </div>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Queried>
      <Dialog title={text.secretAdd} opened={adding} onClose={() => setAdding(false)}>
        <SecretForm onClose={() => setAdding(false)} />
      </Dialog>
      <Dialog
        title={setting === undefined ? '' : text.secretTitle(setting.name)}
        opened={setting !== undefined}
        onClose={() => setSetting(undefined)}
      >
        {setting === undefined ? null : <SecretForm name={setting.name} onClose={() => setSetting(undefined)} />}
      </Dialog>
      <RemoveDialog name={removing?.name} remove={removeSecret} onClose={() => setRemoving(undefined)} />
    </Card>
  );
}

function RemoveDialog({
  name,
  remove,
  onClose,
}: {
  readonly name: string | undefined;
  readonly remove: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      toast(text.removed);
      onClose();
      await refreshConnections();
    },
  });
  return (
    <Dialog title={name === undefined ? '' : text.removeTitle(name)} opened={name !== undefined} onClose={onClose}>
      {name === undefined ? null : (
        <DialogForm
          intro={text.removeIntro}
          danger
          mutation={removing}
          submitLabel={text.remove}
          onCancel={onClose}
          onSubmit={() => removing.mutate(name)}
        />
      )}
    </Dialog>
  );
}
