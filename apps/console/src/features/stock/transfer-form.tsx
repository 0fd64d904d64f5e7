import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { itemQuery } from '../catalogue/catalogue-api.ts';
import { ItemPicker } from '../catalogue/item-picker.tsx';
import { LocationPicker } from '../network/location-picker.tsx';
import { text } from './messages.ts';
import { requestTransfer } from './stock-api.ts';

/** Asks one location to send an item to another. */
export function TransferForm({
  place,
  onClose,
}: {
  readonly place: { readonly locationId?: string | undefined; readonly itemId?: string | undefined };
  readonly onClose: () => void;
}) {
  const [fromLocationId, setFrom] = useState(place.locationId);
  const [toLocationId, setTo] = useState<string>();
  const [itemId, setItemId] = useState(place.itemId);
  const [qtyMilli, setQtyMilli] = useState<number>();
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const idOf = useRepeatableId();
  const item = useQuery({ ...itemQuery(itemId ?? ''), enabled: itemId !== undefined }).data;
  const ask = useMutation({
    mutationFn: requestTransfer,
    onSuccess: async () => {
      toast(text.done.transfer);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['stock'] });
    },
  });
  const same = fromLocationId !== undefined && fromLocationId === toLocationId;
  const submit = (): void => {
    setTried(true);
    if (fromLocationId === undefined || toLocationId === undefined || itemId === undefined || same) return;
    if (qtyMilli === undefined || qtyMilli === 0) return;
    const content = { fromLocationId, toLocationId, note: note.trim(), lines: [{ itemId, qtyMilli }] };
    ask.mutate({ id: idOf(content), ...content });
  };
  const missing = (value: unknown, message: string): string | undefined =>
    tried && value === undefined ? message : undefined;
  return (
    <DialogForm
      intro={text.intros.transfer}
      mutation={ask}
      submitLabel={text.submit.transfer}
      onCancel={onClose}
      onSubmit={submit}
    >
      <div className="form-pair">
        <LocationPicker
          label={text.from}
          required
          value={fromLocationId}
          onChange={setFrom}
          error={missing(fromLocationId, text.chooseLocation)}
        />
        <LocationPicker
          label={text.to}
          required
          value={toLocationId}
          onChange={setTo}
          error={same ? text.sameLocation : missing(toLocationId, text.chooseLocation)}
        />
      </div>
      <ItemPicker label={text.item} value={itemId} onChange={setItemId} error={missing(itemId, text.chooseItem)} />
      <QtyInput
        label={text.qty.transfer}
        unit={item?.unit}
        valueMilli={qtyMilli}
        onChange={setQtyMilli}
        error={fieldMessage(ask.error, 'qtyMilli') ?? missing(qtyMilli, text.enterQty)}
      />
      <TextInput
        label={text.note}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
