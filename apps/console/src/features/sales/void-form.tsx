import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { toast } from '../../parts/toasts.tsx';
import { text } from './messages.ts';
import { voidSale, type Sale } from './sales-api.ts';

/** Takes a sale back, with a reason. */
export function VoidForm({ sale, onClose }: { readonly sale: Sale; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const idOf = useRepeatableId();
  const post = useMutation({
    mutationFn: voidSale,
    onSuccess: async () => {
      toast(text.voidDone);
      onClose();
      await Promise.all(['sales', 'live', 'stock'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <DialogForm
      mutation={post}
      submitLabel={text.void}
      danger
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        const content = { saleId: sale.id, locationId: sale.locationId, reason: reason.trim() };
        if (content.reason !== '') post.mutate({ id: idOf(content), ...content });
      }}
    >
      <TextInput
        label={text.voidReason}
        description={text.voidHint}
        value={reason}
        error={tried && reason.trim() === '' ? partsText.required : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
