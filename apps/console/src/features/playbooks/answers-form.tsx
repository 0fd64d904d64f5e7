import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CardForm } from '../../parts/card-form.tsx';
import { firstValues } from '../../parts/schema-fields.ts';
import { SchemaForm, type FormValues } from '../../parts/schema-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import { installPlaybook, refreshPlaybooks, type Playbook } from './playbooks-api.ts';

/** The questions of a playbook. */
export function AnswersForm({
  playbook,
  values,
  onChange,
}: {
  readonly playbook: Playbook;
  readonly values: FormValues;
  readonly onChange: (values: FormValues) => void;
}) {
  const { name, questions, installed } = playbook;
  const [why, setWhy] = useState('');
  const save = useMutation({
    mutationFn: () => installPlaybook(name, changedFrom(firstValues(questions), values), why.trim()),
    onSuccess: async () => {
      toast(text.saved);
      await refreshPlaybooks();
    },
  });
  return (
    <CardForm
      mutation={save}
      submitLabel={installed === null ? text.install : text.save}
      onSubmit={() => save.mutate()}
    >
      <span className="muted">{text.questionsIntro}</span>
      <SchemaForm schema={questions} values={values} error={save.error} onChange={onChange} />
      <TextInput label={text.why} maxLength={500} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
    </CardForm>
  );
}

/** What is not the standard's answer: the rest follows the playbook when that changes. */
function changedFrom(standard: FormValues, values: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(standard[key]),
    ),
  );
}
