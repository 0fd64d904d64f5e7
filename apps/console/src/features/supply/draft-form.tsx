import type { PurchaseOrder } from '@barrow/contracts';
import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { useRepeatableId } from '../../api/use-repeatable-id.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { QtyInput } from '../../parts/qty-input.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { ItemPicker } from '../catalogue/item-picker.tsx';
import { LocationPicker } from '../network/location-picker.tsx';
import { text } from './messages.ts';
import { SupplierPicker } from './supplier-picker.tsx';
import { changeDraft, draftOrder } from './supply-api.ts';

type DraftLine = { readonly key: number; readonly itemId: string | undefined; readonly qtyMilli: number | undefined };

function linesOf(order: PurchaseOrder | undefined): readonly DraftLine[] {
  if (order === undefined) return [{ key: 1, itemId: undefined, qtyMilli: undefined }];
  return order.lines.map(({ lineNo, itemId, qtyMilli }) => ({ key: lineNo, itemId, qtyMilli }));
}

/** Drafts an order by hand, or changes a draft. */
export function DraftForm({
  order,
  onClose,
}: {
  readonly order: PurchaseOrder | undefined;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const [supplierId, setSupplierId] = useState(order?.supplierId);
  const [locationId, setLocationId] = useState(order?.locationId);
  const [requestedDay, setRequestedDay] = useState(order?.requestedDay ?? '');
  const [note, setNote] = useState(order?.note ?? '');
  const [lines, setLines] = useState(() => linesOf(order));
  const [tried, setTried] = useState(false);
  const idOf = useRepeatableId();
  const itemOf = useItemOf(lines.flatMap((line) => line.itemId ?? []));
  const good = lines.flatMap(({ itemId, qtyMilli }) =>
    itemId === undefined || qtyMilli === undefined || qtyMilli === 0 ? [] : [{ itemId, qtyMilli }],
  );
  const content = { note: note.trim(), lines: good, ...(requestedDay === '' ? {} : { requestedDay }) };
  const save = useMutation({
    mutationFn: (place: { readonly supplierId: string; readonly locationId: string }) =>
      order === undefined
        ? draftOrder({ id: idOf({ ...place, ...content }), ...place, ...content })
        : changeDraft(order.orderId, content),
    onSuccess: async (saved) => {
      toast(order === undefined ? text.draftDone(saved.number) : text.changeDone);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['supply'] });
      if (order === undefined) await navigate({ to: '/orders/$orderId', params: { orderId: saved.orderId } });
    },
  });
  const change = (key: number, part: Partial<DraftLine>): void =>
    setLines((before) => before.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <DialogForm
      mutation={save}
      submitLabel={order === undefined ? text.draftSave : text.changeSave}
      onCancel={onClose}
      onSubmit={() => {
        setTried(true);
        if (supplierId !== undefined && locationId !== undefined && good.length > 0)
          save.mutate({ supplierId, locationId });
      }}
    >
      {order === undefined ? (
        <div className="form-pair">
          <SupplierPicker
            label={text.supplier}
            required
            value={supplierId}
            onChange={setSupplierId}
            error={tried && supplierId === undefined ? text.chooseSupplier : undefined}
          />
          <LocationPicker
            label={text.location}
            required
            value={locationId}
            onChange={setLocationId}
            error={tried && locationId === undefined ? text.chooseLocation : undefined}
          />
        </div>
      ) : null}
      <div className="draft-lines">
        {lines.map((line, index) => (
          <div className="draft-line" key={line.key}>
            <ItemPicker label={text.item} value={line.itemId} onChange={(itemId) => change(line.key, { itemId })} />
            <QtyInput
              label={text.qty}
              unit={line.itemId === undefined ? undefined : itemOf(line.itemId)?.unit}
              valueMilli={line.qtyMilli}
              onChange={(qtyMilli) => change(line.key, { qtyMilli })}
            />
            <Button
              variant="default"
              px={8}
              aria-label={text.removeLine(String(index + 1))}
              onClick={() => setLines((before) => before.filter((one) => one.key !== line.key))}
            >
              <X size={14} aria-hidden />
            </Button>
          </div>
        ))}
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            setLines((before) => [
              ...before,
              { key: Math.max(0, ...before.map((line) => line.key)) + 1, itemId: undefined, qtyMilli: undefined },
            ])
          }
        >
          {text.addLine}
        </Button>
      </div>
      {tried && good.length === 0 ? (
        <Alert role="alert" color="red" className="alert-bad">
          {text.needLines}
        </Alert>
      ) : null}
      <div className="form-pair">
        <TextInput
          label={text.requestedDay}
          type="date"
          value={requestedDay}
          onChange={(event) => setRequestedDay(event.currentTarget.value)}
        />
        <TextInput
          label={text.note}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
    </DialogForm>
  );
}
