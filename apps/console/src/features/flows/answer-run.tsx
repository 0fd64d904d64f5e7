import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatInstant } from '../../format/time.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMayWith } from './use-may-with.ts';
import { answerRun, refreshFlows, type RunDetails } from './flows-api.ts';
import { text } from './messages.ts';

/** Answers by hand what a run waits for, or what it failed at. */
export function AnswerRun({ run }: { readonly run: RunDetails }) {
  const may = useMayWith('flow.mend', 'run', run.workflow);
  const [opened, setOpened] = useState(false);
  const isPossible = run.status === 'faulted' || (run.status === 'waiting' && run.waitsFor.length > 0);
  if (!may || !isPossible) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        {text.answerHand}
      </Button>
      <Dialog title={text.answerHand} opened={opened} onClose={() => setOpened(false)}>
        <AnswerRunForm run={run} onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function AnswerRunForm({ run, onClose }: { readonly run: RunDetails; readonly onClose: () => void }) {
  const waits = run.status === 'faulted' ? [] : run.waitsFor;
  const [key, setKey] = useState(waits[0]?.key);
  const [data, setData] = useState('null');
  const answer = useMutation({
    mutationFn: answerRun,
    onSuccess: () => {
      toast(text.answered);
      onClose();
    },
    onSettled: refreshFlows,
  });
  const parsed = parsedJson(data);
  return (
    <DialogForm
      intro={text.answerHandIntro}
      mutation={answer}
      submitLabel={text.answerSend}
      disabled={parsed === undefined}
      onCancel={onClose}
      onSubmit={() => {
        if (parsed !== undefined)
          answer.mutate({ runId: run.runId, output: parsed.value, ...(key === undefined ? {} : { key }) });
      }}
    >
      {waits.length === 0 ? null : (
        <NativeSelect
          label={text.answerFor}
          value={key ?? ''}
          data={waits.map((one) => ({
            value: one.key,
            label: `${text.waitKinds[one.kind]}${one.at === null ? '' : ` ${text.until(formatInstant(one.at))}`}`,
          }))}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={text.answerData}
        autosize
        minRows={3}
        maxRows={16}
        value={data}
        error={parsed === undefined ? text.answerNoJson : undefined}
        onChange={(event) => setData(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

/** What a person wrote as JSON; undefined for what is none. */
export function parsedJson(data: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return { value };
  } catch {
    return undefined;
  }
}
