import { formatCount, formatMoney } from '../../format/number.ts';
import { Ago } from '../../parts/ago.tsx';
import { GridTable, type Column } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Tag } from '../../parts/tag.tsx';
import { text as networkText } from '../network/messages.ts';
import type { LiveLocation } from './live-fold.ts';
import { text } from './messages.ts';
import { Pace } from './pace.tsx';

/** What is wrong with a location's stock, worst first. */
export function Alarms({ location }: { readonly location: LiveLocation }) {
  const { itemsNegative, itemsOut, itemsBelowMinimum } = location;
  if (itemsNegative + itemsOut + itemsBelowMinimum === 0) return <span className="muted">{text.noAlarms}</span>;
  return (
    <span className="tags">
      {itemsNegative > 0 ? <Tag tone="bad">{text.negative(formatCount(itemsNegative))}</Tag> : null}
      {itemsOut > 0 ? <Tag tone="warn">{text.out(formatCount(itemsOut))}</Tag> : null}
      {itemsBelowMinimum > 0 ? <Tag>{text.below(formatCount(itemsBelowMinimum))}</Tag> : null}
    </span>
  );
}

function columnsOf(skewMs: number): readonly Column<LiveLocation>[] {
  return [
    {
      header: text.location,
      bare: true,
      cell: (location) => (
        <div>
          <RoomLink to="/locations/$locationId" params={{ locationId: location.locationId }}>
            {location.name}
          </RoomLink>
          <div className="muted small">
            {networkText.formats[location.format]} · {location.code}
          </div>
        </div>
      ),
    },
    {
      header: text.today,
      right: true,
      cell: (location) => (
        <span className="num strong live-amount">{formatMoney(location.totalMinor, location.currency)}</span>
      ),
    },
    { header: text.pace, wide: true, cell: (location) => <Pace location={location} /> },
    {
      header: text.sales,
      right: true,
      cell: (location) => <span className="num">{formatCount(location.saleCount)}</span>,
    },
    {
      header: text.lastSale,
      right: true,
      cell: (location) =>
        location.lastSaleAt === null ? (
          <span className="muted">{text.noSale}</span>
        ) : (
          <Ago at={location.lastSaleAt} skewMs={skewMs} />
        ),
    },
    { header: text.alarms, cell: (location) => <Alarms location={location} /> },
  ];
}

/** Every location, a row each; one that has just sold lights up. */
export function LiveTable({
  locations,
  skewMs,
  flashing,
}: {
  readonly locations: readonly LiveLocation[];
  readonly skewMs: number;
  readonly flashing: ReadonlySet<string>;
}) {
  return (
    <GridTable
      label={text.title}
      columns={columnsOf(skewMs)}
      rows={locations}
      keyOf={(location) => location.locationId}
      rowClass={(location) => (flashing.has(location.locationId) ? 'flash' : undefined)}
    />
  );
}
