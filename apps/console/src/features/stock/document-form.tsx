import { TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { formatQty } from '../../format/number.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { itemQuery } from '../catalogue/catalogue-api.ts';
import { ItemPicker } from '../catalogue/item-picker.tsx';
import { LocationPicker } from '../network/location-picker.tsx';
import { text } from './messages.ts';
import { balancesQuery, postDocument, type DocumentAsk } from './stock-api.ts';

type Kind = DocumentAsk['kind'];
const shortestReason = 3;

/** What the books will say afterwards, thousandths. */
function afterwards(kind: Kind, onHandMilli: number, qtyMilli: number): number {
  if (kind === 'count') return qtyMilli;
  return kind === 'waste' ? onHandMilli - qtyMilli : onHandMilli + qtyMilli;
}

/** Counts, adjusts or takes out one item at one location. */
export function DocumentForm({
  kind,
  place,
  onClose,
}: {
  readonly kind: Kind;
  /** Where it starts; what is given need not be chosen. */
  readonly place: { readonly locationId?: string | undefined; readonly itemId?: string | undefined };
  readonly onClose: () => void;
}) {
  const [locationId, setLocationId] = useState(place.locationId);
  const [itemId, setItemId] = useState(place.itemId);
  const [qtyMilli, setQtyMilli] = useState<number>();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const idOf = useRepeatableId();
  const known = locationId !== undefined && itemId !== undefined;
  const item = useQuery({ ...itemQuery(itemId ?? ''), enabled: itemId !== undefined }).data;
  const balances = useInfiniteQuery({ ...balancesQuery({ locationId, itemId }, 1), enabled: known });
  const onHandMilli = known ? (entriesOf(balances.data)[0]?.onHandMilli ?? 0) : undefined;
  const post = useMutation({
    mutationFn: postDocument,
    onSuccess: async () => {
      toast(text.done[kind]);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['stock'] });
      await queryClient.invalidateQueries({ queryKey: ['live'] });
    },
  });
  const reasonMissing = kind !== 'count' && reason.trim().length < shortestReason;
  const qtyMissing = qtyMilli === undefined || (kind !== 'count' && qtyMilli === 0);
  const submit = (): void => {
    setTried(true);
    if (locationId === undefined || itemId === undefined || qtyMilli === undefined) return;
    if (qtyMissing || reasonMissing) return;
    const content = { kind, locationId, itemId, qtyMilli, reason: reason.trim() };
    post.mutate({ id: idOf(content), ...content });
  };
  const hint =
    onHandMilli === undefined || balances.data === undefined
      ? undefined
      : [
          text.booksSay(formatQty(onHandMilli, item?.unit)),
          ...(qtyMilli === undefined || kind === 'count'
            ? []
            : [text.after(formatQty(afterwards(kind, onHandMilli, qtyMilli), item?.unit))]),
        ].join(' ');
  return (
    <DialogForm
      intro={text.intros[kind]}
      mutation={post}
      submitLabel={text.submit[kind]}
      onCancel={onClose}
      onSubmit={submit}
    >
      {place.locationId === undefined ? (
        <LocationPicker
          label={text.location}
          required
          value={locationId}
          onChange={setLocationId}
          error={tried && locationId === undefined ? text.chooseLocation : undefined}
        />
      ) : null}
      {place.itemId === undefined ? (
        <ItemPicker
          label={text.item}
          value={itemId}
          onChange={setItemId}
          error={tried && itemId === undefined ? text.chooseItem : undefined}
        />
      ) : (
        <div className="strong">{item?.name}</div>
      )}
      <QtyInput
        label={text.qty[kind]}
        unit={item?.unit}
        signed={kind === 'adjustment'}
        autoFocus={place.itemId !== undefined}
        valueMilli={qtyMilli}
        onChange={setQtyMilli}
        description={hint}
        error={
          fieldMessage(post.error, 'qtyMilli') ??
          fieldMessage(post.error, 'countedMilli') ??
          (tried && qtyMissing ? text.enterQty : undefined)
        }
      />
      <TextInput
        label={kind === 'count' ? text.reasonOptional : text.reason}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={fieldMessage(post.error, 'reason') ?? (tried && reasonMissing ? text.enterReason : undefined)}
      />
    </DialogForm>
  );
}
