import { Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { refreshConnections, setSecret } from './connections-api.ts';
import { text } from './messages.ts';

/** Stores a secret, or another value for one that there is. */
export function SecretForm({ name: known, onClose }: { readonly name?: string; readonly onClose: () => void }) {
  const [name, setName] = useState(known ?? '');
  const [value, setValue] = useState('');
  const save = useMutation({
    mutationFn: setSecret,
    onSuccess: async () => {
      toast(text.stored);
      onClose();
      await refreshConnections();
    },
  });
  return (
    <DialogForm
      intro={text.secretsIntro}
      mutation={save}
      submitLabel={text.save}
      disabled={name.trim() === '' || value === ''}
      onCancel={onClose}
      onSubmit={() => save.mutate({ name: name.trim(), value })}
    >
      {known === undefined ? (
        <TextInput
          label={text.name}
          description={text.nameHint}
          data-autofocus
          required
          maxLength={64}
          value={name}
          error={fieldMessage(save.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : null}
      <Textarea
        label={text.value}
        description={text.valueHint}
        required
        // Not one that grows: that keeps a copy of what was written in the page.
        rows={4}
        autoComplete="off"
        spellCheck={false}
        value={value}
        error={fieldMessage(save.error, 'value')}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
