import { mayDo, type Location } from '@barrow/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { Card } from '../../parts/card.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { useMe } from '../identity/session.ts';
import { DayChart } from '../sales/day-chart.tsx';
import { LastSales } from '../sales/last-sales.tsx';
import { liveQuery } from '../sales/live-query.ts';
import { BalanceTable } from '../stock/balance-table.tsx';
import { balancesQuery } from '../stock/stock-api.ts';
import { StockDialogs, type StockTask } from '../stock/stock-dialogs.tsx';
import { TaskList } from '../tasks/task-list.tsx';
import { tasksQuery } from '../tasks/tasks-api.ts';
import { LocationDialog } from './location-dialog.tsx';
import { LocationFacts } from './location-facts.tsx';
import { LocationFigures } from './location-figures.tsx';
import { text } from './messages.ts';
import { locationQuery } from './network-api.ts';

const shownAlarms = 8;
const shownTasks = 6;

/** One location: its numbers now, four weeks of sales, its last sales, its stock alarms and tasks. */
export function LocationRoom() {
  const { locationId } = useParams({ from: '/frame/locations/$locationId' });
  const query = useQuery(locationQuery(locationId));
  return (
    <Room
      title={query.data?.name ?? text.location}
      intro={query.data === undefined ? undefined : `${text.formats[query.data.format]} · ${query.data.code}`}
      actions={query.data === undefined ? null : <LocationDialog location={query.data} />}
    >
      <Queried query={query} rows={10}>
        {(location) => <Present location={location} />}
      </Queried>
    </Room>
  );
}

function Present({ location }: { readonly location: Location }) {
  const { role } = useMe();
  const seesSales = mayDo(role, 'sales.read');
  const { locationId } = location;
  const live = useQuery({ ...liveQuery, enabled: seesSales });
  const now = live.data?.locations.find((one) => one.locationId === locationId);
  return (
    <div className="stack">
      {now === undefined ? null : <LocationFigures now={now} skewMs={live.data?.skewMs ?? 0} />}
      <div className="columns">
        <div className="stack">
          {seesSales && now !== undefined ? (
            <DayChart locationId={locationId} currency={location.currency} lastDay={now.businessDay} />
          ) : null}
          {mayDo(role, 'stock.read') ? <StockAlarms locationId={locationId} /> : null}
          {seesSales ? <LastSales locationId={locationId} timeZone={location.timeZone} /> : null}
        </div>
        <div className="stack">
          <Card title={text.details} padded>
            <LocationFacts location={location} />
          </Card>
          {mayDo(role, 'task.read') ? <LocationTasks locationId={locationId} /> : null}
        </div>
      </div>
    </div>
  );
}

function StockAlarms({ locationId }: { readonly locationId: string }) {
  const [task, setTask] = useState<StockTask>();
  const list = useInfiniteQuery(balancesQuery({ locationId, only: 'zero-or-less' }, shownAlarms));
  const balances = entriesOf(list.data);
  return (
    <Card
      title={text.stock}
      actions={
        <RoomLink to="/stock" search={{ locationId }}>
          {text.stockAll}
        </RoomLink>
      }
    >
      <Queried query={list}>
        {() =>
          balances.length === 0 ? (
            <Empty title={text.stockFine} hint={text.stockFineHint} />
          ) : (
            <BalanceTable balances={balances} show={{ item: true, location: false, short: true }} onChoose={setTask} />
          )
        }
      </Queried>
      <StockDialogs task={task} onClose={() => setTask(undefined)} />
    </Card>
  );
}

function LocationTasks({ locationId }: { readonly locationId: string }) {
  const list = useInfiniteQuery(tasksQuery({ status: 'open', locationId }));
  const tasks = entriesOf(list.data);
  return (
    <Card
      title={text.tasks}
      actions={tasks.length > shownTasks ? <RoomLink to="/tasks">{text.tasksAll}</RoomLink> : null}
    >
      <Queried query={list} rows={3}>
        {() =>
          tasks.length === 0 ? (
            <Empty title={text.noTasks} />
          ) : (
            <TaskList tasks={tasks.slice(0, shownTasks)} showLocation={false} />
          )
        }
      </Queried>
    </Card>
  );
}
