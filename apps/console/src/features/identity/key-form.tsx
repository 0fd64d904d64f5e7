import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { createKey, type Scope } from './members-api.ts';
import { text } from './people-messages.ts';
import { ScopeFields } from './scope-fields.tsx';

/** Makes an API key and shows its secret, this once. */
export function KeyForm({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [expiresOn, setExpiresOn] = useState('');
  const [scope, setScope] = useState<Scope>({ role: 'integration', locationIds: null });
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: createKey,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['identity', 'keys'] }),
  });
  if (make.data !== undefined) {
    return (
      <div className="form">
        <CopyField label={text.keySecret} hint={text.keyHint} value={make.data.secret} />
        <div className="form-end">
          <Button onClick={onClose}>{text.done}</Button>
        </div>
      </div>
    );
  }
  return (
    <DialogForm
      mutation={make}
      submitLabel={text.createKey}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (name.trim() !== '')
          make.mutate({ name: name.trim(), ...scope, ...(expiresOn === '' ? {} : { expiresOn }) });
      }}
    >
      <TextInput
        label={text.keyName}
        description={text.keyNameHint}
        data-autofocus
        value={name}
        error={fieldMessage(make.error, 'name') ?? (tried && name.trim() === '' ? partsText.required : undefined)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ScopeFields scope={scope} onChange={setScope} />
      <TextInput
        label={text.keyExpires}
        type="date"
        value={expiresOn}
        error={fieldMessage(make.error, 'expiresOn')}
        onChange={(event) => setExpiresOn(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
