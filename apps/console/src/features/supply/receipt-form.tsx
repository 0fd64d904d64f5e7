import type { PurchaseOrder } from '@barrow/contracts';
import { Alert, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { formatQty } from '../../format/number.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { text } from './messages.ts';
import { receiveGoods } from './supply-api.ts';

type Came = { readonly goodMilli: number; readonly damagedMilli: number };

/** Takes in goods that came for an order: filled in with what is still to come. */
export function ReceiptForm({ order, onClose }: { readonly order: PurchaseOrder; readonly onClose: () => void }) {
  const itemOf = useItemOf(order.lines.map((line) => line.itemId));
  const [reference, setReference] = useState('');
  const [tried, setTried] = useState(false);
  const [came, setCame] = useState<ReadonlyMap<number, Came>>(
    () => new Map(order.lines.map((line) => [line.lineNo, { goodMilli: line.outstandingMilli, damagedMilli: 0 }])),
  );
  const idOf = useRepeatableId();
  const lines = [...came]
    .filter(([, { goodMilli, damagedMilli }]) => goodMilli + damagedMilli > 0)
    .map(([lineNo, { goodMilli, damagedMilli }]) => ({ lineNo, receivedMilli: goodMilli, damagedMilli }));
  const content = { lines, ...(reference.trim() === '' ? {} : { reference: reference.trim() }) };
  const receive = useMutation({
    mutationFn: () => receiveGoods(order.orderId, { receiptId: idOf(content), ...content }),
    onSuccess: async () => {
      toast(text.receiveDone);
      onClose();
      await Promise.all(['supply', 'stock', 'live'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
  });
  const change = (lineNo: number, part: Partial<Came>): void =>
    setCame((before) => {
      const now = before.get(lineNo) ?? { goodMilli: 0, damagedMilli: 0 };
      return new Map(before).set(lineNo, { ...now, ...part });
    });
  return (
    <DialogForm
      intro={text.receiveIntro}
      mutation={receive}
      submitLabel={text.receiveSubmit}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (lines.length > 0) receive.mutate();
      }}
    >
      {order.lines.map((line) => {
        const item = itemOf(line.itemId);
        const name = item?.name ?? '…';
        return (
          <div className="receipt-line" key={line.lineNo}>
            <div>
              <div className="strong">{name}</div>
              <div className="muted small num">
                {text.outstanding} {formatQty(line.outstandingMilli, item?.unit)}
              </div>
            </div>
            <QtyInput
              label={text.good}
              unit={item?.unit}
              valueMilli={came.get(line.lineNo)?.goodMilli}
              onChange={(qtyMilli) => change(line.lineNo, { goodMilli: qtyMilli ?? 0 })}
            />
            <QtyInput
              label={text.damaged}
              unit={item?.unit}
              valueMilli={came.get(line.lineNo)?.damagedMilli}
              onChange={(qtyMilli) => change(line.lineNo, { damagedMilli: qtyMilli ?? 0 })}
            />
          </div>
        );
      })}
      {tried && lines.length === 0 ? (
        <Alert role="alert" color="red" className="alert-bad">
          {text.nothingCame}
        </Alert>
      ) : null}
      <TextInput
        label={text.deliveryNote}
        maxLength={100}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
