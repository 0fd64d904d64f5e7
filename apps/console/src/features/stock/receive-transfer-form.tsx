import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { formatQty } from '../../format/number.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { text } from './messages.ts';
import { receiveTransfer, type Transfer } from './stock-api.ts';

/** Receives a transfer, whole or short. */
export function ReceiveTransferForm({
  transfer,
  onClose,
}: {
  readonly transfer: Transfer;
  readonly onClose: () => void;
}) {
  const itemOf = useItemOf(transfer.lines.map((line) => line.itemId));
  const [received, setReceived] = useState<ReadonlyMap<number, number>>(
    () => new Map(transfer.lines.map((line) => [line.lineNo, line.shippedMilli])),
  );
  const receive = useMutation({
    mutationFn: () =>
      receiveTransfer(
        transfer.transferId,
        [...received].map(([lineNo, receivedMilli]) => ({ lineNo, receivedMilli })),
      ),
    onSuccess: async () => {
      toast(text.receiveDone);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['stock'] });
    },
  });
  return (
    <DialogForm
      intro={text.receiveIntro}
      mutation={receive}
      submitLabel={text.receive}
      onCancel={onClose}
      onSubmit={() => receive.mutate()}
    >
      {transfer.lines.map((line) => {
        const item = itemOf(line.itemId);
        return (
          <QtyInput
            key={line.lineNo}
            label={`${item?.name ?? '…'} (${text.shipped}: ${formatQty(line.shippedMilli, item?.unit)})`}
            unit={item?.unit}
            valueMilli={received.get(line.lineNo)}
            onChange={(qtyMilli) => setReceived((before) => new Map(before).set(line.lineNo, qtyMilli ?? 0))}
          />
        );
      })}
    </DialogForm>
  );
}
