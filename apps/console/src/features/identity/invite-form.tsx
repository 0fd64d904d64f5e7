import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { invite, type Scope } from './members-api.ts';
import { text } from './people-messages.ts';
import { ScopeFields } from './scope-fields.tsx';

/** Makes an invitation and shows its link. */
export function InviteForm({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [scope, setScope] = useState<Scope>({ role: 'location-manager', locationIds: null });
  const [tried, setTried] = useState(false);
  const make = useMutation({ mutationFn: invite });
  if (make.data !== undefined) {
    return (
      <div className="form">
        <CopyField
          label={text.inviteLink}
          hint={text.inviteUntil(formatInstant(make.data.expiresAt))}
          value={new URL(make.data.acceptPath, location.origin).href}
        />
        <div className="form-end">
          <Button onClick={onClose}>{text.done}</Button>
        </div>
      </div>
    );
  }
  const emailValid = /^\S+@\S+$/.test(email.trim());
  return (
    <DialogForm
      intro={text.inviteIntro}
      mutation={make}
      submitLabel={text.inviteSubmit}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (name.trim() !== '' && emailValid) make.mutate({ name: name.trim(), email: email.trim(), ...scope });
      }}
    >
      <TextInput
        label={text.name}
        data-autofocus
        value={name}
        error={fieldMessage(make.error, 'name') ?? (tried && name.trim() === '' ? partsText.required : undefined)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={text.email}
        type="email"
        value={email}
        error={fieldMessage(make.error, 'email') ?? (tried && !emailValid ? text.emailInvalid : undefined)}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <ScopeFields scope={scope} onChange={setScope} />
    </DialogForm>
  );
}
