import { NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMe } from '../identity/session.ts';
import { LocationPicker } from '../network/location-picker.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { savePrice } from './catalogue-api.ts';
import { text } from './messages.ts';

const microPerMajor = 1_000_000;

/** Stores a price of an item: everywhere in a currency or at one location, for ever or for a period. */
export function PriceForm({ itemId, onClose }: { readonly itemId: string; readonly onClose: () => void }) {
  const { organisation } = useMe();
  const locationOf = useLocationOf();
  const [locationId, setLocationId] = useState<string>();
  const [currency, setCurrency] = useState(organisation.currency);
  const [amount, setAmount] = useState<number>();
  const [firstDay, setFirstDay] = useState('');
  const [lastDay, setLastDay] = useState('');
  const [tried, setTried] = useState(false);
  const idOf = useRepeatableId();
  const save = useMutation({
    mutationFn: savePrice,
    onSuccess: async () => {
      toast(text.priceSaved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['catalogue', 'prices'] });
    },
  });
  return (
    <DialogForm
      mutation={save}
      submitLabel={text.addPrice}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (amount === undefined) return;
        const content = {
          itemId,
          locationId: locationId ?? null,
          currency: locationOf(locationId ?? null)?.currency ?? currency.trim().toUpperCase(),
          unitPriceMicro: Math.round(amount * microPerMajor),
          ...(firstDay === '' ? {} : { firstDay }),
          lastDay: lastDay === '' ? null : lastDay,
        };
        save.mutate({ id: idOf(content), ...content });
      }}
    >
      <LocationPicker label={`${text.location}. ${text.locationHint}`} value={locationId} onChange={setLocationId} />
      <div className="form-pair">
        <NumberInput
          label={text.amount}
          min={0}
          decimalScale={6}
          value={amount ?? ''}
          onChange={(value) => setAmount(value === '' ? undefined : Number(value))}
          error={
            fieldMessage(save.error, 'unitPriceMicro') ??
            (tried && amount === undefined ? text.amountMissing : undefined)
          }
        />
        <TextInput
          label={text.currency}
          maxLength={3}
          disabled={locationId !== undefined}
          value={locationOf(locationId ?? null)?.currency ?? currency}
          onChange={(event) => setCurrency(event.currentTarget.value)}
          error={fieldMessage(save.error, 'currency')}
        />
        <TextInput
          label={text.firstDay}
          type="date"
          value={firstDay}
          onChange={(event) => setFirstDay(event.currentTarget.value)}
          error={fieldMessage(save.error, 'firstDay')}
        />
        <TextInput
          label={text.lastDay}
          type="date"
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
          error={fieldMessage(save.error, 'lastDay')}
        />
      </div>
    </DialogForm>
  );
}
