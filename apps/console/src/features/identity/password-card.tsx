import { PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { changePassword, refreshAccount } from './account-api.ts';
import { accountError } from './account-errors.ts';
import { text } from './account-messages.ts';

/** Changes the password, and signs out everywhere else. */
export function PasswordCard() {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNext] = useState('');
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      toast(text.changed);
      await refreshAccount();
    },
  });
  return (
    <Card title={text.password} padded>
      <CardForm
        mutation={{ isPending: change.isPending, error: accountError(change.error) }}
        submitLabel={text.change}
        onSubmit={() => change.mutate({ currentPassword, newPassword })}
      >
        <PasswordInput
          label={text.current}
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={text.next}
          description={text.nextHint}
          autoComplete="new-password"
          value={newPassword}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
      </CardForm>
    </Card>
  );
}
