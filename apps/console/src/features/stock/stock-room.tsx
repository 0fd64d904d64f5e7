import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { ItemPicker } from '../catalogue/item-picker.tsx';
import { useMay } from '../identity/session.ts';
import { LocationPicker } from '../network/location-picker.tsx';
import { BalanceTable } from './balance-table.tsx';
import { text } from './messages.ts';
import { balanceFilters, balancesQuery, type BalancesAsk } from './stock-api.ts';
import { StockDialogs, type StockTask } from './stock-dialogs.tsx';

export function StockRoom() {
  const ask = useSearch({ from: '/frame/stock' });
  const navigate = useNavigate({ from: '/stock' });
  const [task, setTask] = useState<StockTask>();
  const list = useInfiniteQuery(balancesQuery(ask));
  const balances = entriesOf(list.data);
  const may = { count: useMay('stock.count'), adjust: useMay('stock.adjust'), transfer: useMay('stock.transfer') };
  const change = (part: BalancesAsk): void => void navigate({ search: { ...ask, ...part }, replace: true });
  const start = (kind: StockTask['kind']): void => setTask({ kind, locationId: ask.locationId });
  return (
    <Room
      title={text.title}
      intro={text.intro}
      actions={
        <>
          {may.transfer ? (
            <Button size="xs" variant="default" onClick={() => start('transfer')}>
              {text.transfer}
            </Button>
          ) : null}
          {may.adjust ? (
            <Button size="xs" variant="default" onClick={() => start('adjustment')}>
              {text.adjust}
            </Button>
          ) : null}
          {may.count ? (
            <Button size="xs" onClick={() => start('count')}>
              {text.count}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="card">
        <div className="filters">
          <LocationPicker
            size="xs"
            label={text.location}
            value={ask.locationId}
            onChange={(locationId) => change({ locationId })}
          />
          <ItemPicker size="xs" label={text.item} value={ask.itemId} onChange={(itemId) => change({ itemId })} />
          <NativeSelect
            size="xs"
            label={text.show}
            value={ask.only ?? 'all'}
            data={(['all', ...balanceFilters] as const).map((value) => ({ value, label: text.filters[value] }))}
            onChange={(event) => change({ only: balanceFilters.find((one) => one === event.currentTarget.value) })}
          />
        </div>
        <Queried query={list} rows={10}>
          {() =>
            balances.length === 0 ? (
              <Empty title={text.emptyTitle} hint={text.emptyHint} />
            ) : (
              <BalanceTable
                balances={balances}
                show={{ item: true, location: ask.locationId === undefined }}
                onChoose={setTask}
              />
            )
          }
        </Queried>
        <MoreButton list={list} />
      </div>
      <StockDialogs task={task} onClose={() => setTask(undefined)} />
    </Room>
  );
}
