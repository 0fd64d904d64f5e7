import { mayDo } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount } from '../../format/number.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMe } from '../identity/session.ts';
import { DelegateForm } from './delegate-form.tsx';
import { EndTaskForm } from './end-task-form.tsx';
import { text } from './messages.ts';
import { delegateTask, eachTask, endTask, holdTask, type Task } from './tasks-api.ts';

/** What may be done with several tasks at once. Those that cannot be changed stay chosen, and why is told. */
export function ChosenTasksBar({ tasks, onDone }: { readonly tasks: readonly Task[]; readonly onDone: () => void }) {
  const { role } = useMe();
  const [dialog, setDialog] = useState<'delegate' | 'end'>();
  const close = (): void => setDialog(undefined);
  const change = useMutation({
    mutationFn: (work: (task: Task) => Promise<unknown>) => eachTask(tasks, work),
    onSuccess: ({ done, failed, why }) => {
      if (failed > 0) toast(text.chosenFailed(formatCount(failed), messageOf(why)));
      else toast(text.chosenDone(formatCount(done)));
      close();
      onDone();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tasks'] }),
  });
  if (tasks.length === 0) return null;
  const title = text.chosenTitle(formatCount(tasks.length));
  return (
    <div role="group" aria-label={text.chosen(formatCount(tasks.length))} className="chosen-bar">
      <span className="strong">{text.chosen(formatCount(tasks.length))}</span>
      {mayDo(role, 'task.answer') ? (
        <>
          <Button
            size="xs"
            variant="default"
            loading={change.isPending && dialog === undefined}
            onClick={() => change.mutate(({ taskId }) => holdTask({ taskId, hold: true }))}
          >
            {text.claim}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDialog('delegate')}>
            {text.handOn}
          </Button>
        </>
      ) : null}
      {mayDo(role, 'task.end') ? (
        <Button size="xs" variant="default" onClick={() => setDialog('end')}>
          {text.end}
        </Button>
      ) : null}
      <Dialog title={text.handOnTitle} opened={dialog === 'delegate'} onClose={close}>
        <DelegateForm
          intro={title}
          mutation={change}
          onClose={close}
          onSubmit={(to) => change.mutate(({ taskId }) => delegateTask({ taskId, ...to }))}
        />
      </Dialog>
      <Dialog title={text.endTitle} opened={dialog === 'end'} onClose={close}>
        <EndTaskForm
          intro={title}
          mutation={change}
          onClose={close}
          onSubmit={(how) => change.mutate(({ taskId }) => endTask({ taskId, ...how }))}
        />
      </Dialog>
    </div>
  );
}
