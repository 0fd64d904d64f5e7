import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { toast } from '../../parts/toasts.tsx';
import { signOut, useMe } from './session.ts';
import { deleteDemo } from './settings-api.ts';
import { text } from './settings-messages.ts';

/** The demo goes, once its name was typed; whoever asked is signed out, like everybody of the demo. */
export function DeleteDemo({ disabled }: { readonly disabled: boolean }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" disabled={disabled} onClick={() => setOpened(true)}>
        {text.deleteDemo}
      </Button>
      <Dialog title={text.deleteDemo} opened={opened} onClose={() => setOpened(false)}>
        <DeleteDemoForm onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function DeleteDemoForm({ onClose }: { readonly onClose: () => void }) {
  const { organisation } = useMe();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const remove = useMutation({
    mutationFn: deleteDemo,
    onSuccess: async () => {
      toast(text.demoGoes);
      await signOut();
      await navigate({ to: '/sign-in' });
    },
  });
  return (
    <DialogForm
      intro={text.deleteDemoIntro}
      danger
      submitLabel={text.deleteDemo}
      disabled={name.trim() === ''}
      mutation={remove}
      onCancel={onClose}
      onSubmit={() => remove.mutate(name)}
    >
      <TextInput
        label={text.deleteDemoName(organisation.name)}
        value={name}
        error={fieldMessage(remove.error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
