import { addDays } from '@barrow/kernel';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatQty } from '../../format/number.ts';
import { formatDayShort } from '../../format/time.ts';
import { ChartCard } from '../../parts/chart-card.tsx';
import type { ChartData } from '../../parts/chart.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Queried } from '../../parts/states.tsx';
import { text } from './messages.ts';
import { forecastQuery, type Forecast } from './planning-api.ts';

const shownHistoryDays = 42;

type Row = { readonly day: string; readonly soldMilli: number | null; readonly expectedMilli: number | null };

function rowsOf({ history, days }: Forecast): readonly Row[] {
  const from = Math.max(0, history.soldMilli.length - shownHistoryDays);
  return [
    ...history.soldMilli.slice(from).map((soldMilli, index) => ({
      day: addDays(history.firstDay, from + index),
      soldMilli,
      expectedMilli: null,
    })),
    ...days.map(({ day, meanMilli }) => ({ day, soldMilli: null, expectedMilli: meanMilli })),
  ];
}

/** What was sold each day, and what is expected. */
export function ForecastChart({
  locationId,
  itemId,
  unit,
}: {
  readonly locationId: string;
  readonly itemId: string;
  readonly unit: string | undefined;
}) {
  const query = useQuery(forecastQuery(locationId, itemId));
  return <Queried query={query}>{(forecast) => <Drawn forecast={forecast} unit={unit} />}</Queried>;
}

function Drawn({ forecast, unit }: { readonly forecast: Forecast; readonly unit: string | undefined }) {
  const rows = useMemo(() => rowsOf(forecast), [forecast]);
  const data: ChartData = useMemo(() => {
    const units = (qtyMilli: number | null): number | null => (qtyMilli === null ? null : qtyMilli / 1000);
    return {
      labels: rows.map(({ day }) => formatDayShort(day)),
      series: [
        { name: text.sold, kind: 'bar', values: rows.map((row) => units(row.soldMilli)), quiet: true },
        { name: text.expected, kind: 'line', values: rows.map((row) => units(row.expectedMilli)) },
      ],
      format: (value) => formatQty(Math.round(value * 100) * 10, unit),
    };
  }, [rows, unit]);
  const cell = (qtyMilli: number | null) => (
    <span className="num">{qtyMilli === null ? '' : formatQty(Math.round(qtyMilli / 10) * 10, unit)}</span>
  );
  return (
    <ChartCard
      title={text.forecast}
      note={text.forecastNote}
      data={data}
      table={
        <GridTable
          label={text.forecast}
          rows={rows}
          keyOf={(row) => row.day}
          columns={[
            { header: text.day, cell: (row) => formatDayShort(row.day) },
            { header: text.sold, right: true, cell: (row) => cell(row.soldMilli) },
            { header: text.expected, right: true, cell: (row) => cell(row.expectedMilli) },
          ]}
        />
      }
    />
  );
}
