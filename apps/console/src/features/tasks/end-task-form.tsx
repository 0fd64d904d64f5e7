import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../../parts/dialog-form.tsx';
import type { FormMutation } from '../../parts/form-frame.tsx';
import { text } from './messages.ts';

/** Says that tasks are done, or not needed. */
export function EndTaskForm({
  intro,
  mutation,
  onSubmit,
  onClose,
}: {
  readonly intro: string;
  readonly mutation: FormMutation;
  readonly onSubmit: (how: { readonly status: 'done' | 'dismissed'; readonly note: string }) => void;
  readonly onClose: () => void;
}) {
  const [status, setStatus] = useState<'done' | 'dismissed'>('done');
  const [note, setNote] = useState('');
  return (
    <DialogForm
      intro={intro}
      mutation={mutation}
      submitLabel={text.save}
      onCancel={onClose}
      onSubmit={() => onSubmit({ status, note: note.trim() })}
    >
      <Radio.Group
        label={text.how}
        value={status}
        onChange={(value) => setStatus(value === 'dismissed' ? 'dismissed' : 'done')}
      >
        <div className="form" style={{ gap: 8, marginTop: 6 }}>
          <Radio value="done" label={text.done} />
          <Radio value="dismissed" label={text.dismiss} />
        </div>
      </Radio.Group>
      <TextInput
        label={text.note}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
