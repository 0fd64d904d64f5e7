import { Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { refreshConnections, saveConnection, type Connection } from './connections-api.ts';
import { text } from './messages.ts';

/** Says which hosts may be reached, how often, and whether they are cleared for personal data. */
export function ConnectionForm({
  connection,
  onClose,
}: {
  readonly connection?: Connection;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(connection?.name ?? '');
  const [hosts, setHosts] = useState((connection?.hosts ?? []).join('\n'));
  const [callsPerS, setCallsPerS] = useState(connection?.callsPerS ?? 10);
  const [personalData, setPersonalData] = useState(connection?.personalData ?? false);
  const save = useMutation({
    mutationFn: saveConnection,
    onSuccess: async () => {
      toast(text.saved);
      onClose();
      await refreshConnections();
    },
  });
  const lines = hosts
    .split(/[\s,]+/)
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  const wrongHost = lines
    .map((_host, index) => fieldMessage(save.error, `hosts/${index}`))
    .find((one) => one !== undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={text.save}
      disabled={name.trim() === '' || lines.length === 0}
      onCancel={onClose}
      onSubmit={() => save.mutate({ name: name.trim(), hosts: lines, callsPerS, personalData })}
    >
      {connection === undefined ? (
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
        label={text.hosts}
        description={text.hostsHint}
        required
        autosize
        minRows={2}
        value={hosts}
        error={fieldMessage(save.error, 'hosts') ?? wrongHost}
        onChange={(event) => setHosts(event.currentTarget.value)}
      />
      <NumberInput
        label={text.rate}
        min={0.001}
        max={10_000}
        value={callsPerS}
        error={fieldMessage(save.error, 'callsPerS')}
        onChange={(value) => setCallsPerS(typeof value === 'number' ? value : 10)}
      />
      <Checkbox
        label={text.personal}
        description={text.personalHint}
        checked={personalData}
        onChange={(event) => setPersonalData(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
