import { units, type Item } from '@barrow/contracts';
import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '../../api/new-id.ts';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { createItem, updateItem } from './catalogue-api.ts';
import { itemDraftOf, itemInputOf, unitFrom, type ItemDraft } from './item-draft.ts';
import { text } from './messages.ts';

/** Adds an item, or changes the one given. */
export function ItemForm({ item, onClose }: { readonly item: Item | undefined; readonly onClose: () => void }) {
  const [id] = useState(newId);
  const [draft, setDraft] = useState<ItemDraft>(() => itemDraftOf(item));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<ItemDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () =>
      item === undefined ? createItem({ id, ...itemInputOf(draft) }) : updateItem(item.itemId, itemInputOf(draft)),
    onSuccess: async (saved) => {
      toast(item === undefined ? text.created(saved.name) : text.saved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['catalogue'] });
    },
  });
  const errorOf = (field: string, value = 'x'): string | undefined =>
    fieldMessage(save.error, field) ?? (tried && value.trim() === '' ? partsText.required : undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={item === undefined ? text.add : text.save}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (draft.name.trim() !== '' && draft.sku.trim() !== '') save.mutate();
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
          label={text.fields.sku}
          required
          value={draft.sku}
          error={errorOf('sku', draft.sku)}
          onChange={(event) => change({ sku: event.currentTarget.value })}
        />
        <TextInput
          label={text.fields.category}
          value={draft.category}
          error={errorOf('category')}
          onChange={(event) => change({ category: event.currentTarget.value })}
        />
        <NativeSelect
          label={text.fields.unit}
          value={draft.unit}
          data={units.map((value) => ({ value, label: text.units[value] }))}
          onChange={(event) => change({ unit: unitFrom(event.currentTarget.value) })}
        />
        <QtyInput
          label={text.fields.pack}
          unit={draft.unit}
          valueMilli={draft.packMilli}
          error={errorOf('packMilli')}
          onChange={(packMilli) => change({ packMilli })}
        />
        <TextInput
          label={text.fields.taxClass}
          placeholder={text.fields.taxClassHint}
          value={draft.taxClass}
          error={errorOf('taxClass')}
          onChange={(event) => change({ taxClass: event.currentTarget.value })}
        />
        <NumberInput
          label={text.fields.shelfLife}
          min={1}
          max={10_000}
          allowDecimal={false}
          value={draft.shelfLifeDays ?? ''}
          error={errorOf('shelfLifeDays')}
          onChange={(value) => change({ shelfLifeDays: value === '' ? undefined : Number(value) })}
        />
      </div>
      <TextInput
        label={text.fields.gtins}
        description={text.fields.gtinsHint}
        value={draft.gtins}
        error={errorOf('gtins')}
        onChange={(event) => change({ gtins: event.currentTarget.value })}
      />
      <TextInput
        label={text.fields.otherCodes}
        description={text.fields.otherCodesHint}
        value={draft.otherCodes}
        error={errorOf('otherCodes')}
        onChange={(event) => change({ otherCodes: event.currentTarget.value })}
      />
      <Checkbox
        label={text.fields.retired}
        checked={draft.retired}
        onChange={(event) => change({ retired: event.currentTarget.checked })}
      />
    </DialogForm>
  );
}
