import { SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Card } from './card.tsx';
import type { ChartData } from './chart.tsx';
import { text } from './messages.ts';

const LazyChart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));
const heightPx = 240;

/** A chart with the table behind it: whoever cannot see the drawing, or wants the numbers, has them. */
export function ChartCard({
  title,
  note,
  data,
  table,
}: {
  readonly title: string;
  readonly note?: string;
  readonly data: ChartData;
  readonly table: ReactNode;
}) {
  const [view, setView] = useState('chart');
  return (
    <Card
      title={title}
      actions={
        <>
          {note === undefined ? null : <span className="muted small">{note}</span>}
          <SegmentedControl
            size="xs"
            aria-label={title}
            value={view}
            onChange={setView}
            data={[
              { value: 'chart', label: text.chart },
              { value: 'table', label: text.table },
            ]}
          />
        </>
      }
    >
      {view === 'chart' ? (
        <div className="card-body">
          <Suspense fallback={<Skeleton height={heightPx} />}>
            <LazyChart data={data} heightPx={heightPx} />
          </Suspense>
        </div>
      ) : (
        <div className="chart-table">{table}</div>
      )}
    </Card>
  );
}
