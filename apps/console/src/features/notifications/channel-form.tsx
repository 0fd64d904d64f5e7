import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import { refreshNotices, saveChannel, type Channel } from './notices-api.ts';

const kinds = ['email', 'webhook'] as const;

/** Minutes of a day as a clock shows them. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Where notices go, and when they do not. */
export function ChannelForm({ channel, onClose }: { readonly channel?: Channel; readonly onClose: () => void }) {
  const [name, setName] = useState(channel?.name ?? '');
  const [kind, setKind] = useState<Channel['kind']>(channel?.kind ?? 'email');
  const [emails, setEmails] = useState((channel?.emails ?? []).join('\n'));
  const [url, setUrl] = useState(channel?.url ?? '');
  const [secretName, setSecretName] = useState(channel?.secretName ?? '');
  const [isQuiet, setQuiet] = useState(channel?.quietHours !== undefined);
  const [from, setFrom] = useState(timeOf(channel?.quietHours?.fromMinutes ?? 22 * 60));
  const [to, setTo] = useState(timeOf(channel?.quietHours?.toMinutes ?? 7 * 60));
  const timeZone = channel?.quietHours?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const save = useMutation({
    mutationFn: saveChannel,
    onSuccess: async () => {
      toast(text.saved);
      onClose();
      await refreshNotices();
    },
  });
  const addresses = emails.split(/[\s,;]+/).filter((one) => one !== '');
  const isComplete = name.trim() !== '' && (kind === 'email' ? addresses.length > 0 : url.trim() !== '');
  const wrongAddress = addresses
    .map((_one, index) => fieldMessage(save.error, `emails/${index}`))
    .find((one) => one !== undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={text.save}
      disabled={!isComplete}
      onCancel={onClose}
      onSubmit={() =>
        save.mutate({
          name: name.trim(),
          kind,
          ...(kind === 'email' ? { emails: addresses } : { url: url.trim() }),
          ...(kind === 'webhook' && secretName.trim() !== '' ? { secretName: secretName.trim() } : {}),
          ...(isQuiet ? { quietHours: { fromMinutes: minutesOf(from), toMinutes: minutesOf(to), timeZone } } : {}),
        })
      }
    >
      {channel === undefined ? (
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
      <NativeSelect
        label={text.kind}
        value={kind}
        data={kinds.map((value) => ({ value, label: text.kinds[value] }))}
        onChange={(event) => setKind(kinds.find((one) => one === event.currentTarget.value) ?? 'email')}
      />
      {kind === 'email' ? (
        <Textarea
          label={text.emails}
          description={text.emailsHint}
          required
          rows={3}
          value={emails}
          error={fieldMessage(save.error, 'emails') ?? wrongAddress}
          onChange={(event) => setEmails(event.currentTarget.value)}
        />
      ) : (
        <>
          <TextInput
            label={text.url}
            description={text.urlHint}
            required
            type="url"
            value={url}
            error={fieldMessage(save.error, 'url')}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            label={text.secretName}
            value={secretName}
            error={fieldMessage(save.error, 'secretName')}
            onChange={(event) => setSecretName(event.currentTarget.value)}
          />
        </>
      )}
      <Checkbox label={text.quiet} checked={isQuiet} onChange={(event) => setQuiet(event.currentTarget.checked)} />
      {isQuiet ? (
        <div className="form-pair">
          <TextInput
            type="time"
            label={text.quietFrom}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="time"
            label={text.quietTo}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
      ) : null}
    </DialogForm>
  );
}
