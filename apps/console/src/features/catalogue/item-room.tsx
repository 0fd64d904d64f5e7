import type { Item } from '@barrow/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { formatCount, formatQty } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/figures.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { BalanceTable } from '../stock/balance-table.tsx';
import { balancesQuery } from '../stock/stock-api.ts';
import { StockDialogs, type StockTask } from '../stock/stock-dialogs.tsx';
import { itemQuery } from './catalogue-api.ts';
import { ItemDialog } from './item-dialog.tsx';
import { StatusTag } from './items-room.tsx';
import { text } from './messages.ts';
import { PriceCard } from './price-card.tsx';

const mostLocations = 100;

/** One item: what it is, what it costs, where it is. */
export function ItemRoom() {
  const { itemId } = useParams({ from: '/frame/items/$itemId' });
  const item = useQuery(itemQuery(itemId));
  return (
    <Room
      title={item.data?.name ?? text.item}
      actions={item.data === undefined ? null : <ItemDialog item={item.data} />}
    >
      <div className="columns">
        <div className="stack">
          <StockCard itemId={itemId} item={item.data} />
          <PriceCard itemId={itemId} />
        </div>
        <Card title={text.facts} padded>
          <Queried query={item}>{(data) => <ItemFacts item={data} />}</Queried>
        </Card>
      </div>
    </Room>
  );
}

function ItemFacts({ item }: { readonly item: Item }) {
  return (
    <Facts
      facts={[
        [text.status, <StatusTag key="status" status={item.status} />],
        [
          text.sku,
          <span key="sku" className="code">
            {item.sku}
          </span>,
        ],
        [text.category, item.category],
        [
          text.codes,
          <span key="codes" className="code">
            {[...item.gtins, ...item.otherCodes].join(', ')}
          </span>,
        ],
        [text.unit, text.units[item.unit]],
        [text.pack, formatQty(item.packMilli, item.unit)],
        [text.taxClass, item.taxClass],
        [text.shelfLife, item.shelfLifeDays === null ? text.noLimit : text.days(formatCount(item.shelfLifeDays))],
        ...Object.entries(item.variant),
        ...(item.variantOf === null
          ? []
          : [[text.variantOf, <VariantParent key="parent" itemId={item.variantOf} />] as const]),
        [text.changed, formatInstant(item.changedAt)],
      ]}
    />
  );
}

function VariantParent({ itemId }: { readonly itemId: string }) {
  const parent = useQuery(itemQuery(itemId));
  return (
    <RoomLink to="/items/$itemId" params={{ itemId }}>
      {parent.data?.name ?? '…'}
    </RoomLink>
  );
}

function StockCard({ itemId, item }: { readonly itemId: string; readonly item: Item | undefined }) {
  const [task, setTask] = useState<StockTask>();
  const list = useInfiniteQuery(balancesQuery({ itemId }, mostLocations));
  const balances = entriesOf(list.data);
  const totalMilli = balances.reduce((sum, balance) => sum + balance.onHandMilli, 0);
  return (
    <Card
      title={text.stock}
      actions={
        balances.length > 0 && !list.hasNextPage ? (
          <span className="muted num">{text.total(formatQty(totalMilli, item?.unit))}</span>
        ) : null
      }
    >
      <Queried query={list}>
        {() =>
          balances.length === 0 ? (
            <Empty title={text.noStock} hint={text.noStockHint} />
          ) : (
            <BalanceTable balances={balances} show={{ item: false, location: true }} onChoose={setTask} />
          )
        }
      </Queried>
      <MoreButton list={list} />
      <StockDialogs task={task} onClose={() => setTask(undefined)} />
    </Card>
  );
}
