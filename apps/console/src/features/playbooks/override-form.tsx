import { locationFormats } from '@barrow/contracts';
import { mayOverride, overrideLevels, type OverrideLevel, type ParameterSchema } from '@barrow/playbook';
import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { fieldsOf, firstValues } from '../../parts/schema-fields.ts';
import { SchemaForm, type FormValues } from '../../parts/schema-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { text as networkText } from '../network/messages.ts';
import { useLocations } from '../network/network-api.ts';
import { text } from './messages.ts';
import { refreshPlaybooks, saveOverride, type Playbook } from './playbooks-api.ts';

/** The questions that a level may answer for itself. */
function openQuestions({ properties }: ParameterSchema, level: OverrideLevel): ParameterSchema['properties'] {
  return Object.fromEntries(Object.entries(properties).filter(([, question]) => mayOverride(question, level)));
}

/** Lets a place differ in one answer, with a reason and, if wanted, an end. */
export function OverrideForm({ playbook, onClose }: { readonly playbook: Playbook; readonly onClose: () => void }) {
  const isHeadOffice = useMay('playbook.manage');
  const locations = useLocations();
  const regions = [...new Set(locations.map(({ region }) => region).filter((region) => region !== ''))].toSorted();
  const [level, setLevel] = useState<OverrideLevel>('location');
  const [key, setKey] = useState<string>();
  const [parameter, setParameter] = useState<string>();
  const [changed, setChanged] = useState<FormValues>({});
  const [until, setUntil] = useState('');
  const [why, setWhy] = useState('');
  const open = openQuestions(playbook.questions, level);
  const fields = fieldsOf({ properties: open });
  const chosen = fields.find((field) => field.name === parameter) ?? fields[0];
  const places: readonly { readonly value: string; readonly label: string }[] = {
    location: locations.map((location) => ({ value: location.locationId, label: location.name })),
    format: locationFormats.map((format) => ({ value: format, label: networkText.formats[format] })),
    region: regions.map((region) => ({ value: region, label: region })),
  }[level];
  const place = places.find((one) => one.value === key)?.value ?? places[0]?.value ?? '';
  const schema = chosen === undefined ? {} : { properties: { [chosen.name]: open[chosen.name] } };
  const values = { ...firstValues(schema), ...playbook.installed?.answers, ...changed };
  const save = useMutation({
    mutationFn: () =>
      saveOverride(
        playbook.name,
        { level, key: place },
        {
          parameters: chosen === undefined ? {} : { [chosen.name]: values[chosen.name] },
          why: why.trim(),
          until: until === '' ? null : new Date(until).toISOString(),
        },
      ),
    onSuccess: async () => {
      toast(text.exceptionSaved);
      onClose();
      await refreshPlaybooks();
    },
  });
  return (
    <DialogForm
      mutation={save}
      submitLabel={text.addException}
      onCancel={onClose}
      disabled={chosen === undefined || why.trim() === '' || place === ''}
      onSubmit={() => save.mutate()}
    >
      <NativeSelect
        label={text.level}
        value={level}
        data={overrideLevels
          .toReversed()
          .filter((one) => one === 'location' || isHeadOffice)
          .map((value) => ({ value, label: text.levels[value] }))}
        onChange={(event) => setLevel(overrideLevels.find((one) => one === event.currentTarget.value) ?? 'location')}
      />
      <NativeSelect
        label={text.place}
        value={place}
        data={[...places]}
        error={fieldMessage(save.error, 'key')}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      {chosen === undefined ? (
        <p>{text.noQuestion}</p>
      ) : (
        <>
          <NativeSelect
            label={text.parameter}
            value={chosen.name}
            data={fields.map((field) => ({ value: field.name, label: field.title }))}
            onChange={(event) => setParameter(event.currentTarget.value)}
          />
          <SchemaForm schema={schema} values={values} error={save.error} onChange={setChanged} />
        </>
      )}
      <TextInput
        label={text.until}
        type="datetime-local"
        value={until}
        error={fieldMessage(save.error, 'until')}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <TextInput
        label={text.reason}
        required
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
