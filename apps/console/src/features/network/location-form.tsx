import { locationFormats, type Location } from '@barrow/contracts';
import { Autocomplete, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '../../api/new-id.ts';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { toast } from '../../parts/toasts.tsx';
import { useMe } from '../identity/session.ts';
import { draftOf, formatFrom, inputOf, type LocationDraft } from './location-draft.ts';
import { text } from './messages.ts';
import { createLocation, updateLocation } from './network-api.ts';
import { OpeningHoursFields } from './opening-hours-fields.tsx';

const timeZones = Intl.supportedValuesOf('timeZone');

/** Adds a location, or changes the one given. */
export function LocationForm({
  location,
  onClose,
}: {
  readonly location: Location | undefined;
  readonly onClose: () => void;
}) {
  const { organisation } = useMe();
  const [id] = useState(newId);
  const [draft, setDraft] = useState<LocationDraft>(() => draftOf(location, organisation));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<LocationDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () =>
      location === undefined
        ? createLocation({ id, ...inputOf(draft) })
        : updateLocation(location.locationId, inputOf(draft)),
    onSuccess: async (saved) => {
      await Promise.all(['network', 'live'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
      toast(location === undefined ? text.created(saved.name) : text.saved);
      onClose();
    },
  });
  const errorOf = (field: string, value = 'x'): string | undefined =>
    fieldMessage(save.error, field) ?? (tried && value.trim() === '' ? partsText.required : undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={location === undefined ? text.add : text.save}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (draft.name.trim() !== '' && draft.code.trim() !== '') save.mutate();
      }}
    >
      <TextInput
        label={text.fields.name}
        data-autofocus
        required
        value={draft.name}
        error={errorOf('name', draft.name)}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <div className="form-pair">
        <TextInput
          label={text.fields.code}
          description={text.fields.codeHint}
          required
          value={draft.code}
          error={errorOf('code', draft.code)}
          onChange={(event) => change({ code: event.currentTarget.value })}
        />
        <NativeSelect
          label={text.fields.format}
          description={'\u00a0'}
          value={draft.format}
          data={locationFormats.map((value) => ({ value, label: text.formats[value] }))}
          onChange={(event) => change({ format: formatFrom(event.currentTarget.value) })}
        />
        <Autocomplete
          label={text.fields.timeZone}
          description={text.fields.timeZoneHint}
          data={timeZones}
          limit={30}
          value={draft.timeZone}
          error={errorOf('timeZone')}
          onChange={(timeZone) => change({ timeZone })}
        />
        <TextInput
          label={text.fields.currency}
          description={text.fields.currencyHint}
          maxLength={3}
          value={draft.currency}
          error={errorOf('currency')}
          onChange={(event) => change({ currency: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.firstDay}
          type="date"
          value={draft.firstDay}
          error={errorOf('firstDay')}
          onChange={(event) => change({ firstDay: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.lastDay}
          type="date"
          value={draft.lastDay}
          error={errorOf('lastDay')}
          onChange={(event) => change({ lastDay: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.cutoff}
          type="time"
          value={draft.cutoff}
          error={errorOf('cutoffMinutes')}
          onChange={(event) => change({ cutoff: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.taxRegion}
          placeholder={text.fields.taxRegionHint}
          value={draft.taxRegion}
          error={errorOf('taxRegion')}
          onChange={(event) => change({ taxRegion: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.region}
          placeholder={text.fields.regionHint}
          maxLength={64}
          value={draft.region}
          error={errorOf('region')}
          onChange={(event) => change({ region: event.currentTarget.value })}
        />
        <NumberInput
          label={text.fields.cashStep}
          min={1}
          max={1000}
          allowDecimal={false}
          value={draft.cashStepMinor}
          error={errorOf('cashStepMinor')}
          onChange={(value) => change({ cashStepMinor: Number(value) })}
        />
        <NumberInput
          label={text.fields.offlineAllowance}
          min={0}
          value={draft.offlineAllowance}
          error={errorOf('offlineAllowanceMilli')}
          onChange={(value) => change({ offlineAllowance: Number(value) })}
        />
      </div>
      <Checkbox
        label={text.fields.taxInclusive}
        checked={draft.taxInclusive}
        onChange={(event) => change({ taxInclusive: event.currentTarget.checked })}
      />
      <div className="form-pair">
        <NumberInput
          label={text.fields.latitude}
          min={-90}
          max={90}
          decimalScale={6}
          value={draft.latitude}
          error={errorOf('latitude')}
          onChange={(value) => change({ latitude: value === '' ? '' : Number(value) })}
        />
        <NumberInput
          label={text.fields.longitude}
          min={-180}
          max={180}
          decimalScale={6}
          value={draft.longitude}
          error={errorOf('longitude')}
          onChange={(value) => change({ longitude: value === '' ? '' : Number(value) })}
        />
      </div>
      <OpeningHoursFields
        periods={draft.openingPeriods}
        error={errorOf('openingPeriods') ?? errorOf('closesMinutes')}
        onChange={(openingPeriods) => change({ openingPeriods })}
      />
      <TextInput
        label={text.fields.address}
        value={draft.address}
        error={errorOf('address')}
        onChange={(event) => change({ address: event.currentTarget.value })}
      />
    </DialogForm>
  );
}
