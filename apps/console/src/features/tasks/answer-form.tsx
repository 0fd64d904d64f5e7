import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { firstValues } from '../../parts/schema-fields.ts';
import { SchemaForm, type FormValues } from '../../parts/schema-form.tsx';
import { text } from './messages.ts';
import { answerTask, type Task } from './tasks-api.ts';
import { useEnding } from './use-ending.ts';

/** Answers what a workflow asks, in the form that it gave. */
export function AnswerForm({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const [values, setValues] = useState<FormValues>(() => firstValues(task.form));
  const [note, setNote] = useState('');
  const answer = useEnding(answerTask, text.answered, onClose);
  return (
    <DialogForm
      intro={task.title}
      mutation={answer}
      submitLabel={text.send}
      onCancel={onClose}
      onSubmit={() => answer.mutate({ taskId: task.taskId, data: values, note: note.trim() })}
    >
      <SchemaForm schema={task.form} values={values} error={answer.error} onChange={setValues} />
      <TextInput
        label={text.note}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
