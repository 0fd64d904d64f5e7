import { supplierTransports, type Supplier } from '@barrow/contracts';
import { Checkbox, MultiSelect, NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '../../api/new-id.ts';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { nameOfWeekday } from '../../format/time.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { toast } from '../../parts/toasts.tsx';
import { useMe } from '../identity/session.ts';
import { text } from './messages.ts';
import { supplierDraftOf, supplierInputOf, transportFrom, type SupplierDraft } from './supplier-draft.ts';
import { createSupplier, updateSupplier } from './supply-api.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: nameOfWeekday(day) }));

/** Adds a supplier, or changes the one given. Secrets go in and never come out. */
export function SupplierForm({
  supplier,
  onClose,
}: {
  readonly supplier: Supplier | undefined;
  readonly onClose: () => void;
}) {
  const { organisation } = useMe();
  const [id] = useState(newId);
  const [draft, setDraft] = useState<SupplierDraft>(() => supplierDraftOf(supplier, organisation));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<SupplierDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () =>
      supplier === undefined
        ? createSupplier({ id, ...supplierInputOf(draft) })
        : updateSupplier(supplier.supplierId, supplierInputOf(draft)),
    onSuccess: async () => {
      toast(text.saved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['supply'] });
    },
  });
  const errorOf = (field: string, value = 'x'): string | undefined =>
    fieldMessage(save.error, field) ?? (tried && value.trim() === '' ? partsText.required : undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={supplier === undefined ? text.addSupplier : text.save}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (draft.name.trim() !== '' && draft.code.trim() !== '') save.mutate();
      }}
    >
      <TextInput
        label={text.fields.name}
        data-autofocus
        value={draft.name}
        error={errorOf('name', draft.name)}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <div className="form-pair">
        <TextInput
          label={text.fields.code}
          value={draft.code}
          error={errorOf('code', draft.code)}
          onChange={(event) => change({ code: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.currency}
          maxLength={3}
          value={draft.currency}
          error={errorOf('currency')}
          onChange={(event) => change({ currency: event.currentTarget.value })}
        />
      </div>
      <NativeSelect
        label={text.fields.transport}
        value={draft.transport}
        data={supplierTransports.map((value) => ({ value, label: text.transports[value] }))}
        onChange={(event) => change({ transport: transportFrom(event.currentTarget.value) })}
      />
      {draft.transport === 'http' ? (
        <>
          <TextInput
            label={text.fields.orderUrl}
            type="url"
            value={draft.orderUrl}
            error={errorOf('orderUrl')}
            onChange={(event) => change({ orderUrl: event.currentTarget.value })}
          />
          <div className="form-pair">
            <PasswordInput
              label={text.fields.secret}
              autoComplete="off"
              value={draft.signingSecret}
              error={errorOf('signingSecret')}
              onChange={(event) => change({ signingSecret: event.currentTarget.value })}
            />
            <PasswordInput
              label={text.fields.token}
              autoComplete="off"
              value={draft.bearerToken}
              error={errorOf('bearerToken')}
              onChange={(event) => change({ bearerToken: event.currentTarget.value })}
            />
          </div>
        </>
      ) : null}
      {draft.transport === 'email' ? (
        <TextInput
          label={text.fields.orderEmails}
          description={text.fields.orderEmailsHint}
          value={draft.orderEmails}
          error={errorOf('orderEmails')}
          onChange={(event) => change({ orderEmails: event.currentTarget.value })}
        />
      ) : null}
      <div className="form-pair">
        <NumberInput
          label={text.fields.leadTimeDays}
          min={0}
          max={365}
          allowDecimal={false}
          value={draft.leadTimeDays}
          error={errorOf('leadTimeDays')}
          onChange={(value) => change({ leadTimeDays: Number(value) })}
        />
        <NumberInput
          label={text.fields.leadTimeSdDays}
          min={0}
          max={365}
          decimalScale={1}
          value={draft.leadTimeSdDays}
          error={errorOf('leadTimeSdDays')}
          onChange={(value) => change({ leadTimeSdDays: Number(value) })}
        />
        <NumberInput
          label={text.fields.minimumOrder}
          min={0}
          decimalScale={2}
          value={draft.minimumOrder}
          error={errorOf('minimumOrderMicro')}
          onChange={(value) => change({ minimumOrder: Number(value) })}
        />
        <TextInput
          label={text.fields.cutoff}
          type="time"
          value={draft.cutoff}
          error={errorOf('cutoffMinutes')}
          onChange={(event) => change({ cutoff: event.currentTarget.value })}
        />
      </div>
      <MultiSelect
        label={text.fields.orderWeekdays}
        data={weekdays}
        value={[...draft.orderWeekdays]}
        error={errorOf('orderWeekdays')}
        onChange={(orderWeekdays) => change({ orderWeekdays })}
      />
      <MultiSelect
        label={text.fields.deliveryWeekdays}
        data={weekdays}
        value={[...draft.deliveryWeekdays]}
        error={errorOf('deliveryWeekdays')}
        onChange={(deliveryWeekdays) => change({ deliveryWeekdays })}
      />
      <TextInput
        label={text.fields.timeZone}
        value={draft.timeZone}
        error={errorOf('timeZone')}
        onChange={(event) => change({ timeZone: event.currentTarget.value })}
      />
      <Textarea
        label={text.fields.note}
        maxLength={2000}
        value={draft.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      <Checkbox
        label={text.fields.retired}
        checked={draft.retired}
        onChange={(event) => change({ retired: event.currentTarget.checked })}
      />
    </DialogForm>
  );
}
