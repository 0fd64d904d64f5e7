import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { LocationDialog } from '../network/location-dialog.tsx';
import { LiveFeed } from './live-feed.tsx';
import { liveOrders, orderedLocations, type LiveOrder } from './live-order.ts';
import { liveQuery, type LiveView } from './live-query.ts';
import { LiveTable } from './live-table.tsx';
import { LiveTotals } from './live-totals.tsx';
import { text } from './messages.ts';
import { useHeardSales } from './use-heard-sales.ts';

const feedLength = 14;

export function LiveRoom() {
  const live = useQuery(liveQuery);
  const count = live.data?.locations.length;
  return (
    <Room
      title={text.title}
      intro={count === undefined ? undefined : text.intro(formatCount(count))}
      actions={<LocationDialog />}
    >
      <Queried query={live} rows={10}>
        {(view) => <LiveNetwork view={view} />}
      </Queried>
    </Room>
  );
}

function LiveNetwork({ view }: { readonly view: LiveView }) {
  const [order, setOrder] = useState<LiveOrder>('name');
  const [search, setSearch] = useState('');
  const { sales, flashing } = useHeardSales(feedLength);
  const nameOf = new Map(view.locations.map((location) => [location.locationId, location.name]));
  if (view.locations.length === 0) {
    return (
      <Card>
        <Empty title={text.emptyTitle} hint={text.emptyHint} />
      </Card>
    );
  }
  const shown = orderedLocations(view.locations, order, search);
  return (
    <div className="stack">
      <LiveTotals locations={view.locations} />
      <div className="live-columns">
        <div className="card">
          <div className="filters">
            <TextInput
              size="xs"
              aria-label={text.search}
              placeholder={text.search}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <NativeSelect
              size="xs"
              aria-label={text.sort}
              value={order}
              data={liveOrders.map((value) => ({ value, label: text.sorts[value] }))}
              onChange={(event) =>
                setOrder(liveOrders.find((candidate) => candidate === event.currentTarget.value) ?? 'name')
              }
            />
          </div>
          {shown.length === 0 ? (
            <Empty title={text.noMatch} />
          ) : (
            <LiveTable locations={shown} skewMs={view.skewMs} flashing={flashing} />
          )}
        </div>
        <LiveFeed sales={sales} nameOf={(locationId) => nameOf.get(locationId) ?? ''} skewMs={view.skewMs} />
      </div>
    </div>
  );
}
