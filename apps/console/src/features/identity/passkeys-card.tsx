import { Anchor, Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import {
  addPasskey,
  deletePasskey,
  namedAddress,
  passkeysQuery,
  passkeyTrouble,
  refreshAccount,
} from './account-api.ts';
import { accountError } from './account-errors.ts';
import { text } from './account-messages.ts';

/** The passkeys of a person. */
export function PasskeysCard() {
  const query = useQuery(passkeysQuery);
  const remove = useMutation({
    mutationFn: deletePasskey,
    onSuccess: async () => {
      toast(text.passkeyDeleted);
      await refreshAccount();
    },
  });
  const trouble = passkeyTrouble();
  return (
    <Card title={text.passkeys} padded>
      <p className="muted">{text.passkeysIntro}</p>
      {remove.error === null ? null : (
        <p role="alert" className="bad">
          {messageOf(remove.error)}
        </p>
      )}
      <Queried query={query} rows={1}>
        {(passkeys) =>
          passkeys.length === 0 ? (
            <p>{text.noPasskeys}</p>
          ) : (
            <ul className="plain-list">
              {passkeys.map(({ id, name, createdAt }) => (
                <li key={id}>
                  <div className="wrap-anywhere">
                    <div className="strong">{name ?? text.passkeyUnnamed}</div>
                    {createdAt === null ? null : (
                      <div className="muted small">{text.passkeyMade(formatInstant(createdAt))}</div>
                    )}
                  </div>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={text.passkeyDeleteOf(name ?? text.passkeyUnnamed)}
                    onClick={() => remove.mutate(id)}
                  >
                    {text.passkeyDelete}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Queried>
      {trouble === undefined ? <AddPasskey /> : null}
      {trouble === 'no-browser' ? <p>{text.passkeyNoBrowser}</p> : null}
      {trouble === 'no-name' ? (
        <p>
          {text.passkeyNoName}{' '}
          <Anchor href={namedAddress()} inherit underline="always">
            {text.passkeyOpenNamed}
          </Anchor>
        </p>
      ) : null}
    </Card>
  );
}

function AddPasskey() {
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: addPasskey,
    onSuccess: async () => {
      setName('');
      toast(text.passkeyAdded);
      await refreshAccount();
    },
  });
  return (
    <CardForm
      mutation={{ isPending: add.isPending, error: accountError(add.error) }}
      submitLabel={text.passkeyAdd}
      onSubmit={() => add.mutate(name.trim() === '' ? text.passkeyUnnamed : name.trim())}
    >
      <TextInput
        label={text.passkeyName}
        description={text.passkeyNameHint}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </CardForm>
  );
}
