import { NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { toast } from '../../parts/toasts.tsx';
import { text } from '../identity/settings-messages.ts';
import { saveTax } from './catalogue-api.ts';

const ppmPerPercent = 10_000;

/** Stores a tax rate; one of the same class, region, code and day is replaced. */
export function TaxForm({ onClose }: { readonly onClose: () => void }) {
  const [taxClass, setTaxClass] = useState('standard');
  const [region, setRegion] = useState('');
  const [code, setCode] = useState('vat');
  const [percent, setPercent] = useState<number>();
  const [firstDay, setFirstDay] = useState('');
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: saveTax,
    onSuccess: async () => {
      toast(text.taxSaved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['catalogue', 'taxes'] });
    },
  });
  const errorOf = (field: string, value: string): string | undefined =>
    fieldMessage(save.error, field) ?? (tried && value.trim() === '' ? partsText.required : undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={text.addTax}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (taxClass.trim() === '' || code.trim() === '' || percent === undefined) return;
        save.mutate({
          taxClass: taxClass.trim(),
          region: region.trim(),
          code: code.trim(),
          ratePpm: Math.round(percent * ppmPerPercent),
          ...(firstDay === '' ? {} : { firstDay }),
        });
      }}
    >
      <div className="form-pair">
        <TextInput
          label={text.taxClass}
          value={taxClass}
          error={errorOf('taxClass', taxClass)}
          onChange={(event) => setTaxClass(event.currentTarget.value)}
        />
        <TextInput
          label={text.region}
          value={region}
          error={fieldMessage(save.error, 'region')}
          onChange={(event) => setRegion(event.currentTarget.value)}
        />
        <TextInput
          label={text.code}
          value={code}
          error={errorOf('code', code)}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <NumberInput
          label={text.ratePercent}
          min={0}
          max={100}
          decimalScale={4}
          suffix=" %"
          value={percent ?? ''}
          error={fieldMessage(save.error, 'ratePpm') ?? (tried && percent === undefined ? text.rateMissing : undefined)}
          onChange={(value) => setPercent(value === '' ? undefined : Number(value))}
        />
        <TextInput
          label={text.from}
          type="date"
          value={firstDay}
          error={fieldMessage(save.error, 'firstDay')}
          onChange={(event) => setFirstDay(event.currentTarget.value)}
        />
      </div>
    </DialogForm>
  );
}
