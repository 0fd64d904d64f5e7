import { Alert, Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { firstValues } from '../../parts/schema-fields.ts';
import { SchemaForm, type FormValues } from '../../parts/schema-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import {
  installPlaybook,
  previewPlaybook,
  refreshPlaybooks,
  type Playbook,
  type SentencePart,
} from './playbooks-api.ts';

const typingMs = 250;

/** The questions of a playbook. While they are answered the sentences say what that would do. */
export function AnswersForm({
  playbook,
  onSentences,
}: {
  readonly playbook: Playbook;
  readonly onSentences: (sentences: readonly (readonly SentencePart[])[]) => void;
}) {
  const { name, questions, installed } = playbook;
  const standard = firstValues(questions);
  const [values, setValues] = useState<FormValues>({ ...standard, ...installed?.answers });
  const [why, setWhy] = useState('');
  const [asked] = useDebouncedValue(values, typingMs);
  const answers = (all: FormValues): FormValues =>
    Object.fromEntries(
      Object.entries(all).filter(
        ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(standard[key]),
      ),
    );
  const preview = useMutation({
    mutationFn: (all: FormValues) => previewPlaybook(name, all),
    onSuccess: ({ sentences }) => onSentences(sentences),
  });
  const { mutate: ask } = preview;
  useEffect(() => ask(asked), [ask, asked]);
  const save = useMutation({
    mutationFn: () => installPlaybook(name, answers(values), why.trim()),
    onSuccess: async () => {
      toast(text.saved);
      await refreshPlaybooks();
    },
  });
  const error = save.error ?? preview.error;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <span className="muted">{text.questionsIntro}</span>
      <SchemaForm schema={questions} values={values} error={error} onChange={setValues} />
      <TextInput label={text.why} maxLength={500} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      {error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(error)}
        </Alert>
      )}
      <div className="form-end">
        <Button type="submit" size="xs" loading={save.isPending}>
          {installed === null ? text.install : text.save}
        </Button>
      </div>
    </form>
  );
}
