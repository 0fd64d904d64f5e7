import { useQuery } from '@tanstack/react-query';
import { formatCount, formatGrowth, formatPercent } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { valueText } from '../stock/balance-table.tsx';
import { text } from './messages.ts';
import { kpisQuery } from './planning-api.ts';

/** How well stock and forecast stand, by location. */
export function KpiCard() {
  const query = useQuery(kpisQuery);
  return (
    <Card title={text.kpis}>
      <Queried query={query}>
        {(locations) =>
          locations.length === 0 ? (
            <Empty title={text.kpisEmpty} />
          ) : (
            <GridTable
              label={text.kpis}
              rows={locations}
              keyOf={(one) => one.locationId}
              columns={[
                {
                  header: text.location,
                  bare: true,
                  cell: (one) => (
                    <RoomLink to="/locations/$locationId" params={{ locationId: one.locationId }}>
                      {one.name}
                    </RoomLink>
                  ),
                },
                {
                  header: text.inStock,
                  right: true,
                  cell: (one) => (
                    <span className="num">
                      {one.inStockShare === null ? text.none : formatPercent(one.inStockShare)}
                    </span>
                  ),
                },
                {
                  header: text.out,
                  right: true,
                  cell: (one) => <span className="num">{formatCount(one.itemsOut)}</span>,
                },
                {
                  header: text.cover,
                  right: true,
                  cell: (one) => (
                    <span className="num">
                      {one.daysOfCover === null ? text.none : formatCount(Math.round(one.daysOfCover))}
                    </span>
                  ),
                },
                {
                  header: text.stockValue,
                  right: true,
                  cell: (one) => <span className="num">{valueText(one.stockValueMicro, one.currency)}</span>,
                },
                {
                  header: text.bias,
                  right: true,
                  cell: (one) => (
                    <span className="num">
                      {one.forecastBias === null ? text.none : formatGrowth(one.forecastBias)}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Queried>
    </Card>
  );
}
