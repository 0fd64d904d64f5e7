import type { Supplier, SupplierItem } from '@barrow/contracts';
import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { itemQuery } from '../catalogue/catalogue-api.ts';
import { ItemPicker } from '../catalogue/item-picker.tsx';
import { text } from './messages.ts';
import { saveSupplierItem } from './supply-api.ts';

const microPerMajor = 1_000_000;
const onePieceMilli = 1000;

/** Says that a supplier sells an item, and on what terms. */
export function TermForm({
  supplier,
  term,
  onClose,
}: {
  readonly supplier: Supplier;
  readonly term: SupplierItem | undefined;
  readonly onClose: () => void;
}) {
  const [itemId, setItemId] = useState(term?.itemId);
  const [code, setCode] = useState(term?.supplierItemCode ?? '');
  const [cost, setCost] = useState(term === undefined ? undefined : term.costMicro / microPerMajor);
  const [packMilli, setPackMilli] = useState<number | undefined>(term?.packMilli ?? onePieceMilli);
  const [minimumMilli, setMinimumMilli] = useState<number | undefined>(term?.minimumMilli ?? 0);
  const [preferred, setPreferred] = useState(term?.preferred ?? true);
  const [tried, setTried] = useState(false);
  const item = useQuery({ ...itemQuery(itemId ?? ''), enabled: itemId !== undefined }).data;
  const save = useMutation({
    mutationFn: saveSupplierItem,
    onSuccess: async () => {
      toast(text.termSaved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['supply', 'supplier-items'] });
    },
  });
  const errorOf = (field: string, missing: boolean): string | undefined =>
    fieldMessage(save.error, field) ?? (tried && missing ? partsText.required : undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={text.save}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (itemId === undefined || code.trim() === '' || cost === undefined) return;
        save.mutate({
          supplierId: supplier.supplierId,
          itemId,
          supplierItemCode: code.trim(),
          costMicro: Math.round(cost * microPerMajor),
          packMilli: packMilli ?? onePieceMilli,
          minimumMilli: minimumMilli ?? 0,
          preferred,
        });
      }}
    >
      {term === undefined ? (
        <ItemPicker
          label={text.item}
          value={itemId}
          onChange={setItemId}
          error={errorOf('itemId', itemId === undefined)}
        />
      ) : (
        <div className="strong">{item?.name}</div>
      )}
      <div className="form-pair">
        <TextInput
          label={text.code}
          value={code}
          error={errorOf('supplierItemCode', code.trim() === '')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <NumberInput
          label={`${text.cost} (${supplier.currency})`}
          min={0}
          decimalScale={6}
          value={cost ?? ''}
          error={errorOf('costMicro', cost === undefined)}
          onChange={(value) => setCost(value === '' ? undefined : Number(value))}
        />
        <QtyInput label={text.pack} unit={item?.unit} valueMilli={packMilli} onChange={setPackMilli} />
        <QtyInput label={text.least} unit={item?.unit} valueMilli={minimumMilli} onChange={setMinimumMilli} />
      </div>
      <Checkbox
        label={text.preferredHint}
        checked={preferred}
        onChange={(event) => setPreferred(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
