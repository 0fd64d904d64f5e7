import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text } from './messages.ts';
import { endTask, type Task } from './tasks-api.ts';
import { useEnding } from './use-ending.ts';

/** Says that a task is done, or not needed. */
export function EndTaskForm({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const [status, setStatus] = useState<'done' | 'dismissed'>('done');
  const [note, setNote] = useState('');
  const end = useEnding(endTask, text.saved, onClose);
  return (
    <DialogForm
      intro={task.title}
      mutation={end}
      submitLabel={text.save}
      onCancel={onClose}
      onSubmit={() => end.mutate({ taskId: task.taskId, status, note: note.trim() })}
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
