import { newWorkflow, setValue } from '@barrow/canvas';
import { parseDefinition } from '@barrow/flow';
import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newId } from '../../api/new-id.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { createDraft, definitionsQuery, readDefinition, refreshBuilder, type Definition } from './builder-api.ts';
import { text } from './messages.ts';

/** Begins a draft: of a new workflow, or of one that is published, with the next version. */
export function NewDraftForm({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const definitions = useQuery(definitionsQuery).data?.items ?? [];
  const bases = newestOf(definitions);
  const [draftId] = useState(newId);
  const [title, setTitle] = useState('');
  const [base, setBase] = useState('');
  const [name, setName] = useState('');
  const begin = useMutation({
    mutationFn: async () => {
      if (base === '')
        return createDraft({
          draftId,
          title: title.trim(),
          source: newWorkflow({ namespace: 'own', name: name.trim(), title: title.trim() }),
        });
      const { source, version } = await readDefinition(base);
      const next = setValue(source, '/document/version', nextVersion(version));
      return createDraft({
        draftId,
        title: title.trim(),
        source: next.ok ? next.value.text : source,
        baseDefinitionId: base,
      });
    },
    onSuccess: async () => {
      await refreshBuilder();
      onClose();
      await navigate({ to: '/changes/$draftId', params: { draftId } });
    },
  });
  const isName = base !== '' || isWorkflowName(name.trim());
  return (
    <DialogForm
      mutation={begin}
      submitLabel={text.begin}
      onCancel={onClose}
      disabled={title.trim() === '' || !isName}
      onSubmit={() => begin.mutate()}
    >
      <TextInput
        label={text.newTitle}
        maxLength={200}
        required
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <NativeSelect
        label={text.newBase}
        value={base}
        data={[
          { value: '', label: text.newWorkflow },
          ...bases.map((one) => ({ value: one.definitionId, label: `${one.name} ${one.version}` })),
        ]}
        onChange={(event) => setBase(event.currentTarget.value)}
      />
      {base === '' ? (
        <TextInput
          label={text.newName}
          description={text.newNameHint}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : null}
    </DialogForm>
  );
}

/** Of each workflow the version that was published last. */
function newestOf(definitions: readonly Definition[]): Definition[] {
  const newest = new Map<string, Definition>();
  for (const one of definitions) {
    const key = `${one.namespace}/${one.name}`;
    const known = newest.get(key);
    if (known === undefined || known.publishedAt < one.publishedAt) newest.set(key, one);
  }
  return [...newest.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** `1.2.3` as `1.3.0`. */
function nextVersion(version: string): string {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  return major === undefined ? version : `${major}.${Number(minor) + 1}.0`;
}

function isWorkflowName(name: string): boolean {
  return name !== '' && parseDefinition(newWorkflow({ namespace: 'own', name, title: name })).ok;
}
