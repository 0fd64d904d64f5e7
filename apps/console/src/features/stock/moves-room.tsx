import { Button } from '@mantine/core';
import { mayDo } from '@barrow/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { formatPrice, formatQty } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { Figures } from '../../parts/figures.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { itemQuery } from '../catalogue/catalogue-api.ts';
import { useMe } from '../identity/session.ts';
import { locationQuery } from '../network/network-api.ts';
import { valueText } from './balance-table.tsx';
import { text } from './messages.ts';
import { MoveTable } from './move-table.tsx';
import { balancesQuery, movesQuery } from './stock-api.ts';
import { StockDialogs, type StockTask } from './stock-dialogs.tsx';

/** One item at one location: what is there, and every move that led to it. */
export function MovesRoom() {
  const { locationId, itemId } = useParams({ from: '/frame/stock/$locationId/$itemId' });
  const { role } = useMe();
  const [task, setTask] = useState<StockTask>();
  const item = useQuery(itemQuery(itemId)).data;
  const location = useQuery(locationQuery(locationId)).data;
  const balance = entriesOf(useInfiniteQuery(balancesQuery({ locationId, itemId }, 1)).data)[0];
  const list = useInfiniteQuery(movesQuery(locationId, itemId));
  const moves = entriesOf(list.data);
  const qty = (qtyMilli: number | undefined): string =>
    qtyMilli === undefined ? '–' : formatQty(qtyMilli, item?.unit);
  const start = (kind: StockTask['kind']): void => setTask({ kind, locationId, itemId });
  return (
    <Room
      title={text.movesTitle(item?.name ?? '…', location?.name ?? '…')}
      intro={
        <>
          {text.movesIntro}{' '}
          <RoomLink to="/items/$itemId" params={{ itemId }}>
            {text.item}
          </RoomLink>
          {' · '}
          <RoomLink to="/locations/$locationId" params={{ locationId }}>
            {text.location}
          </RoomLink>
        </>
      }
      actions={
        <>
          {mayDo(role, 'stock.transfer') ? (
            <Button size="xs" variant="default" onClick={() => start('transfer')}>
              {text.transfer}
            </Button>
          ) : null}
          {mayDo(role, 'stock.waste') ? (
            <Button size="xs" variant="default" onClick={() => start('waste')}>
              {text.waste}
            </Button>
          ) : null}
          {mayDo(role, 'stock.adjust') ? (
            <Button size="xs" variant="default" onClick={() => start('adjustment')}>
              {text.adjust}
            </Button>
          ) : null}
          {mayDo(role, 'stock.count') ? (
            <Button size="xs" onClick={() => start('count')}>
              {text.count}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="stack">
        <Figures
          figures={[
            {
              label: text.onHand,
              value: <span className={(balance?.onHandMilli ?? 0) < 0 ? 'bad' : ''}>{qty(balance?.onHandMilli)}</span>,
            },
            { label: text.available, value: qty(balance?.availableMilli) },
            { label: text.reserved, value: qty(balance?.reservedMilli) },
            { label: text.inTransit, value: qty(balance?.inTransitMilli) },
            {
              label: text.value,
              value: balance === undefined ? '–' : valueText(balance.valueMicro, location?.currency),
            },
            {
              label: text.averageCost,
              value:
                balance === undefined || location === undefined
                  ? '–'
                  : formatPrice(balance.averageCostMicro, location.currency),
            },
          ]}
        />
        <Card title={text.allMoves}>
          <Queried query={list}>
            {() =>
              moves.length === 0 ? (
                <Empty title={text.noMoves} hint={text.noMovesHint} />
              ) : (
                <MoveTable moves={moves} unit={item?.unit} location={location} />
              )
            }
          </Queried>
          <MoreButton list={list} />
        </Card>
      </div>
      <StockDialogs task={task} onClose={() => setTask(undefined)} />
    </Room>
  );
}
