import { addDays, minorDigitsOf } from '@barrow/kernel';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatCount, formatMoney, formatMoneyShort } from '../../format/number.ts';
import { formatDayShort } from '../../format/time.ts';
import { ChartCard } from '../../parts/chart-card.tsx';
import type { ChartData } from '../../parts/chart.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Queried } from '../../parts/states.tsx';
import { text } from './messages.ts';
import { daysQuery, type DayTotal } from './sales-api.ts';

const shownDays = 28;

/** Sales of a location over four weeks of business days, gaps shown as nothing sold. */
export function DayChart({
  locationId,
  currency,
  lastDay,
}: {
  readonly locationId: string;
  readonly currency: string;
  readonly lastDay: string;
}) {
  const from = addDays(lastDay, 1 - shownDays);
  const query = useQuery(daysQuery({ locationId, from, to: lastDay }));
  return (
    <Queried query={query} rows={6}>
      {(totals) => <Drawn totals={totals} currency={currency} from={from} />}
    </Queried>
  );
}

function Drawn({
  totals,
  currency,
  from,
}: {
  readonly totals: readonly DayTotal[];
  readonly currency: string;
  readonly from: string;
}) {
  const days = useMemo(() => {
    const byDay = new Map(totals.filter((total) => total.currency === currency).map((one) => [one.businessDay, one]));
    return Array.from({ length: shownDays }, (_, index) => {
      const day = addDays(from, index);
      return { day, total: byDay.get(day) };
    });
  }, [totals, currency, from]);
  const data: ChartData = useMemo(() => {
    const scale = 10 ** minorDigitsOf(currency);
    return {
      labels: days.map(({ day }) => formatDayShort(day)),
      series: [{ name: text.amount, kind: 'bar', values: days.map(({ total }) => (total?.totalMinor ?? 0) / scale) }],
      format: (value) => formatMoneyShort(Math.round(value * scale), currency),
    };
  }, [days, currency]);
  return (
    <ChartCard
      title={text.chart}
      note={`${text.chartNote}, ${currency}`}
      data={data}
      table={
        <GridTable
          label={text.chart}
          rows={days.toReversed()}
          keyOf={({ day }) => day}
          columns={[
            { header: text.day, cell: ({ day }) => formatDayShort(day) },
            {
              header: text.amount,
              right: true,
              cell: ({ total }) => <span className="num">{formatMoney(total?.totalMinor ?? 0, currency)}</span>,
            },
            {
              header: text.count,
              right: true,
              cell: ({ total }) => <span className="num">{formatCount(total?.saleCount ?? 0)}</span>,
            },
            {
              header: text.returns,
              right: true,
              cell: ({ total }) => <span className="num">{formatCount(total?.returnCount ?? 0)}</span>,
            },
          ]}
        />
      }
    />
  );
}
