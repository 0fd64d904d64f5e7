import { locationFormats } from '@barrow/contracts';
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage, messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMayWith } from './use-may-with.ts';
import { text as networkText } from '../network/messages.ts';
import { useLocationOf, useLocations } from '../network/network-api.ts';
import { parsedJson } from './answer-run.tsx';
import {
  partsQuery,
  refreshFlows,
  removePart,
  savePart,
  type PartLevel,
  type PartOverride,
  type WorkflowParts,
} from './flows-api.ts';
import { text } from './messages.ts';

/** Which steps places may have otherwise, where they are otherwise, and the way to have it so. */
export function PartsCard({ workflow }: { readonly workflow: string }) {
  const may = useMayWith('flow.manage', 'approve', workflow);
  const { data } = useQuery(partsQuery(workflow));
  const [adding, setAdding] = useState(false);
  const locationOf = useLocationOf();
  const formats: Readonly<Record<string, string>> = networkText.formats;
  const remove = useMutation({
    mutationFn: (one: PartOverride) => removePart(workflow, one),
    onSuccess: () => toast(text.partRemoved),
    onSettled: refreshFlows,
  });
  if (data === undefined || data.parts.length === 0) return null;
  const titleOf = ({ part }: PartOverride): string => data.parts.find((one) => one.name === part)?.title ?? part;
  const placeOf = ({ level, key }: PartOverride): string =>
    level === 'location' ? (locationOf(key)?.name ?? key) : level === 'format' ? (formats[key] ?? key) : key;
  const canDiffer = data.parts.some(({ levels }) => levels.length > 0);
  return (
    <Card
      title={text.parts}
      actions={
        may && canDiffer ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {text.partAdd}
          </Button>
        ) : undefined
      }
    >
      <div className="card-body muted">{text.partsIntro(data.parts.map(({ title }) => title).join(', '))}</div>
      {remove.error === null ? null : (
        <p role="alert" className="card-body bad">
          {messageOf(remove.error)}
        </p>
      )}
      {data.overrides.length === 0 ? null : (
        <GridTable
          label={text.parts}
          rows={data.overrides}
          keyOf={(one) => `${one.part} ${one.level} ${one.key}`}
          columns={[
            { header: text.part, bare: true, cell: (one) => <span className="strong">{titleOf(one)}</span> },
            { header: text.partWhere, cell: placeOf },
            {
              header: text.partWhy,
              cell: (one) => (
                <div className="wrap-anywhere">
                  <div>{one.why}</div>
                  <div className="muted small">
                    {text.partBy(one.by, formatInstant(one.at))}
                    {one.until === null ? '' : ` · ${text.until(formatInstant(one.until))}`}
                  </div>
                </div>
              ),
            },
            {
              header: text.actions,
              bare: true,
              right: true,
              cell: (one) =>
                may ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={text.partRemoveOf(titleOf(one), placeOf(one))}
                    loading={remove.isPending && remove.variables === one}
                    onClick={() => remove.mutate(one)}
                  >
                    {text.partRemove}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      <Dialog title={text.partAdd} opened={adding} onClose={() => setAdding(false)} size="lg">
        <PartForm workflow={workflow} parts={data} onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}

function PartForm({
  workflow,
  parts,
  onClose,
}: {
  readonly workflow: string;
  readonly parts: WorkflowParts;
  readonly onClose: () => void;
}) {
  const open = parts.parts.filter(({ levels }) => levels.length > 0);
  const [name, setName] = useState(open[0]?.name ?? '');
  const part = open.find((one) => one.name === name);
  const [chosenLevel, setLevel] = useState<PartLevel>();
  const level = part?.levels.find((one) => one === chosenLevel) ?? part?.levels[0] ?? 'location';
  const locations = useLocations();
  const regions = [...new Set(locations.map(({ region }) => region).filter((region) => region !== ''))].toSorted();
  const places: readonly { readonly value: string; readonly label: string }[] = {
    location: locations.map((location) => ({ value: location.locationId, label: location.name })),
    format: locationFormats.map((format) => ({ value: format, label: networkText.formats[format] })),
    region: regions.map((region) => ({ value: region, label: region })),
  }[level];
  const [chosenKey, setKey] = useState<string>();
  const key = places.find((one) => one.value === chosenKey)?.value ?? places[0]?.value ?? '';
  const [written, setWritten] = useState<string>();
  const task = written ?? JSON.stringify(part?.task ?? {}, null, 2);
  const [why, setWhy] = useState('');
  const parsed = parsedJson(task);
  const save = useMutation({
    mutationFn: savePart,
    onSuccess: () => {
      toast(text.partSaved);
      onClose();
    },
    onSettled: refreshFlows,
  });
  const levelNames: Readonly<Record<PartLevel, string>> = text.partLevels;
  return (
    <DialogForm
      intro={text.partAddIntro}
      mutation={save}
      submitLabel={text.partAdd}
      disabled={parsed === undefined || why.trim() === '' || key === ''}
      onCancel={onClose}
      onSubmit={() => {
        if (parsed !== undefined)
          save.mutate({ workflow, part: name, level, key, task: parsed.value, why: why.trim() });
      }}
    >
      <NativeSelect
        label={text.part}
        value={name}
        data={open.map((one) => ({ value: one.name, label: one.title }))}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setWritten(undefined);
        }}
      />
      <div className="form-pair">
        <NativeSelect
          label={text.partFor}
          value={level}
          data={(part?.levels ?? []).map((value) => ({ value, label: levelNames[value] }))}
          onChange={(event) => setLevel(part?.levels.find((one) => one === event.currentTarget.value))}
        />
        <NativeSelect
          label={text.partWhich}
          value={key}
          data={[...places]}
          error={fieldMessage(save.error, 'key')}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      </div>
      <Textarea
        label={text.partTask}
        autosize
        minRows={5}
        maxRows={20}
        value={task}
        error={parsed === undefined ? text.answerNoJson : undefined}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <TextInput
        label={text.partWhy}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
