import type { Role } from '@barrow/contracts';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../../parts/dialog-form.tsx';
import type { FormMutation } from '../../parts/form-frame.tsx';
import { roleNames } from '../identity/role-names.ts';
import { text } from './messages.ts';

/** Roles that work on tasks. */
const takers: readonly Role[] = ['location-manager', 'cashier', 'operations', 'owner'];

/** To whom tasks are handed on. */
export function DelegateForm({
  intro,
  mutation,
  onSubmit,
  onClose,
}: {
  readonly intro: string;
  readonly mutation: FormMutation;
  readonly onSubmit: (to: { readonly role: Role; readonly note: string }) => void;
  readonly onClose: () => void;
}) {
  const [role, setRole] = useState<Role>('location-manager');
  const [note, setNote] = useState('');
  return (
    <DialogForm
      intro={`${intro} ${text.handOnIntro}`}
      mutation={mutation}
      submitLabel={text.handOn}
      onCancel={onClose}
      onSubmit={() => onSubmit({ role, note: note.trim() })}
    >
      <NativeSelect
        label={text.toRole}
        value={role}
        data={takers.map((value) => ({ value, label: roleNames[value] ?? value }))}
        onChange={(event) => setRole(takers.find((one) => one === event.currentTarget.value) ?? role)}
      />
      <TextInput
        label={text.note}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
