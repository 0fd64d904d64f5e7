import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import { moveDevice, refreshTills, type Device } from './tills-api.ts';

/** Takes a till out of use, or believes it again; with the reason. */
export function StandingForm({
  device,
  verb,
  onClose,
}: {
  readonly device: Device;
  readonly verb: 'revoke' | 'trust';
  readonly onClose: () => void;
}) {
  const [why, setWhy] = useState('');
  const move = useMutation({
    mutationFn: moveDevice,
    onSuccess: async () => {
      toast(text.saved);
      onClose();
      await refreshTills();
    },
  });
  return (
    <DialogForm
      intro={verb === 'revoke' ? text.revokeIntro : text.trustIntro}
      mutation={move}
      submitLabel={verb === 'revoke' ? text.revoke : text.trust}
      danger={verb === 'revoke'}
      disabled={why.trim() === ''}
      onCancel={onClose}
      onSubmit={() => move.mutate({ deviceId: device.deviceId, verb, why: why.trim() })}
    >
      <TextInput
        label={text.why}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
