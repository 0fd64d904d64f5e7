import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { useMay } from '../identity/session.ts';
import { LocationPicker } from '../network/location-picker.tsx';
import { text } from './messages.ts';
import { ReceiveTransferForm } from './receive-transfer-form.tsx';
import { transferStatuses, transfersQuery, type Transfer, type TransferStatus } from './stock-api.ts';
import { StockDialogs, type StockTask } from './stock-dialogs.tsx';
import { TransferTable } from './transfer-table.tsx';

export function TransfersRoom() {
  const may = useMay('stock.transfer');
  const [status, setStatus] = useState<TransferStatus>();
  const [locationId, setLocationId] = useState<string>();
  const [task, setTask] = useState<StockTask>();
  const [receiving, setReceiving] = useState<Transfer>();
  const list = useInfiniteQuery(transfersQuery({ status, locationId }));
  const transfers = entriesOf(list.data);
  return (
    <Room
      title={text.transfers}
      intro={text.transfersIntro}
      actions={
        may ? (
          <Button size="xs" onClick={() => setTask({ kind: 'transfer', locationId })}>
            {text.dialog.transfer}
          </Button>
        ) : null
      }
    >
      <div className="card">
        <div className="filters">
          <LocationPicker size="xs" label={text.location} value={locationId} onChange={setLocationId} />
          <NativeSelect
            size="xs"
            label={text.status}
            value={status ?? ''}
            data={[
              { value: '', label: text.allStatuses },
              ...transferStatuses.map((value) => ({ value, label: text.statuses[value] })),
            ]}
            onChange={(event) => setStatus(transferStatuses.find((one) => one === event.currentTarget.value))}
          />
        </div>
        <Queried query={list} rows={8}>
          {() =>
            transfers.length === 0 ? (
              <Empty title={text.noTransfers} hint={text.noTransfersHint} />
            ) : (
              <TransferTable transfers={transfers} may={may} onReceive={setReceiving} />
            )
          }
        </Queried>
        <MoreButton list={list} />
      </div>
      <StockDialogs task={task} onClose={() => setTask(undefined)} />
      <Dialog title={text.receiveTitle} opened={receiving !== undefined} onClose={() => setReceiving(undefined)}>
        {receiving === undefined ? null : (
          <ReceiveTransferForm transfer={receiving} onClose={() => setReceiving(undefined)} />
        )}
      </Dialog>
    </Room>
  );
}
