import { Alert, Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount, formatQty } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { Tag, type Tone } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { cancelTransfer, shipTransfer, type Transfer, type TransferStatus } from './stock-api.ts';

const tones: Readonly<Record<TransferStatus, Tone>> = {
  requested: 'info',
  shipped: 'warn',
  received: 'good',
  cancelled: 'plain',
};
const shownLines = 3;

/** Transfers, newest first, with what can be done next. */
export function TransferTable({
  transfers,
  may,
  onReceive,
}: {
  readonly transfers: readonly Transfer[];
  readonly may: boolean;
  readonly onReceive: (transfer: Transfer) => void;
}) {
  const locationOf = useLocationOf();
  const shown = (transfer: Transfer) => transfer.lines.slice(0, shownLines);
  const itemOf = useItemOf(transfers.flatMap(shown).map((line) => line.itemId));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['stock'] });
  const ship = useMutation({
    mutationFn: shipTransfer,
    onSuccess: async () => {
      toast(text.shipDone);
      await refresh();
    },
  });
  const cancel = useMutation({
    mutationFn: cancelTransfer,
    onSuccess: async () => {
      toast(text.cancelDone);
      await refresh();
    },
  });
  const error = ship.error ?? cancel.error;
  return (
    <>
      {error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(error)}
        </Alert>
      )}
      <GridTable
        label={text.transfers}
        rows={transfers}
        keyOf={(transfer) => transfer.transferId}
        columns={[
          {
            header: text.lines,
            bare: true,
            cell: (transfer) => (
              <div>
                {shown(transfer).map((line) => (
                  <div key={line.lineNo}>
                    <span className="num strong">{formatQty(line.requestedMilli, itemOf(line.itemId)?.unit)}</span>{' '}
                    {itemOf(line.itemId)?.name ?? '…'}
                  </div>
                ))}
                {transfer.lines.length > shownLines ? (
                  <div className="muted small">{text.more(formatCount(transfer.lines.length - shownLines))}</div>
                ) : null}
              </div>
            ),
          },
          { header: text.from, cell: (transfer) => locationOf(transfer.fromLocationId)?.name ?? '…' },
          { header: text.to, cell: (transfer) => locationOf(transfer.toLocationId)?.name ?? '…' },
          {
            header: text.status,
            cell: (transfer) => <Tag tone={tones[transfer.status]}>{text.statuses[transfer.status]}</Tag>,
          },
          {
            header: text.when,
            cell: (transfer) => (
              <span className="num">
                {formatInstant(transfer.receivedAt ?? transfer.shippedAt ?? transfer.requestedAt)}
              </span>
            ),
          },
          {
            header: text.actions,
            bare: true,
            right: true,
            cell: (transfer) =>
              may && (transfer.status === 'requested' || transfer.status === 'shipped') ? (
                <div className="row-actions">
                  {transfer.status === 'requested' ? (
                    <>
                      <Button size="compact-xs" variant="default" onClick={() => cancel.mutate(transfer.transferId)}>
                        {text.cancel}
                      </Button>
                      <Button
                        size="compact-xs"
                        loading={ship.isPending && ship.variables === transfer.transferId}
                        onClick={() => ship.mutate(transfer.transferId)}
                      >
                        {text.ship}
                      </Button>
                    </>
                  ) : (
                    <Button size="compact-xs" onClick={() => onReceive(transfer)}>
                      {text.receive}
                    </Button>
                  )}
                </div>
              ) : null,
          },
        ]}
      />
    </>
  );
}
