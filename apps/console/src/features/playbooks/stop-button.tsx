import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import { refreshPlaybooks, uninstallPlaybook } from './playbooks-api.ts';

/** Takes a playbook out of use, after saying what that means. */
export function StopButton({ name }: { readonly name: string }) {
  const [asking, setAsking] = useState(false);
  const stop = useMutation({
    mutationFn: () => uninstallPlaybook(name),
    onSuccess: async () => {
      toast(text.stopped);
      setAsking(false);
      await refreshPlaybooks();
    },
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        {text.stop}
      </Button>
      <Dialog title={text.stopTitle} opened={asking} onClose={() => setAsking(false)}>
        <DialogForm
          intro={text.stopIntro}
          danger
          mutation={stop}
          submitLabel={text.stop}
          onCancel={() => setAsking(false)}
          onSubmit={() => stop.mutate()}
        />
      </Dialog>
    </>
  );
}
