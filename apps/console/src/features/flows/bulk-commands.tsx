import type { RunStatus } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { commandRuns, commandsFor, refreshFlows, type Command, type RunsAsk } from './flows-api.ts';
import { text } from './messages.ts';

/** What may be told to all runs that the filters find: their state says what. */
export function BulkCommands({ filter, status }: { readonly filter: RunsAsk; readonly status: RunStatus }) {
  const may = useMay('flow.mend');
  const [command, setCommand] = useState<Command>();
  const close = (): void => setCommand(undefined);
  const tell = useMutation({
    mutationFn: commandRuns,
    onSuccess: (count) => {
      toast(text.forAllDone(formatCount(count)));
      close();
    },
    onSettled: refreshFlows,
  });
  const commands = commandsFor(status);
  if (!may || commands.length === 0) return null;
  return (
    <div role="group" aria-label={text.forAll} className="row-actions">
      <span className="muted small">{text.forAll}:</span>
      {commands.map((one) => (
        <Button key={one} size="xs" variant="default" onClick={() => setCommand(one)}>
          {text.commands[one]}
        </Button>
      ))}
      <Dialog
        title={command === undefined ? '' : text.forAllTitle(text.commands[command])}
        opened={command !== undefined}
        onClose={close}
      >
        {command === undefined ? null : (
          <DialogForm
            intro={text.forAllIntro}
            mutation={tell}
            submitLabel={text.commands[command]}
            danger={command === 'cancel'}
            onCancel={close}
            onSubmit={() => tell.mutate({ command, filter })}
          />
        )}
      </Dialog>
    </div>
  );
}
