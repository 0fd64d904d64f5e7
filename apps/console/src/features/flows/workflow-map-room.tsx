import { pictureOf, type Picture } from '@barrow/canvas';
import { readSource } from '@barrow/flow';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Canvas } from '../builder/canvas.tsx';
import type { TaskMark } from '../builder/task-node.tsx';
import '../builder/builder.css';
import { durationText, SlowestLink, StandingLink } from './figure-cells.tsx';
import { definitionQuery, figuresQuery, taskName, type TaskFigures } from './flows-api.ts';
import { text } from './messages.ts';
import { PartsCard } from './parts-card.tsx';
import { PeriodSelect } from './period-select.tsx';

/** What this server does itself takes less, and nobody waits for it. */
const worthSayingMs = 10;
const noFigures: readonly TaskFigures[] = [];

/** A workflow as it is drawn, with how many runs stand at each step and how long it takes. */
export function WorkflowMapRoom() {
  const { workflow, days = 30 } = useSearch({ from: '/frame/workflows/map' });
  const navigate = useNavigate({ from: '/workflows/map' });
  const [selected, setSelected] = useState<string | null>(null);
  const definition = useQuery(definitionQuery(workflow));
  const figures = useQuery(figuresQuery(workflow, days));
  const items = figures.data?.items ?? noFigures;
  const marks = useMemo(() => new Map(items.flatMap((one) => markOf(one))), [items]);
  return (
    <Room
      title={workflow.split('/').at(-1) ?? workflow}
      intro={text.mapIntro}
      actions={<PeriodSelect days={days} onChange={(next) => void navigate({ search: { workflow, days: next } })} />}
    >
      <Queried query={definition} rows={8}>
        {(loaded) =>
          loaded === null ? (
            <Empty title={text.mapNone} />
          ) : (
            <div className="stack">
              <section className="card">
                <Drawn source={loaded.source} marks={marks} selected={selected} onSelect={setSelected} />
              </section>
              <PartsCard workflow={workflow} />
              <Card title={text.steps}>
                <StepTable items={items} selected={selected} />
              </Card>
            </div>
          )
        }
      </Queried>
    </Room>
  );
}

function Drawn({
  source,
  marks,
  selected,
  onSelect,
}: {
  readonly source: string;
  readonly marks: ReadonlyMap<string, TaskMark>;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
}) {
  const picture = useMemo((): Picture => {
    const read = readSource(source);
    return pictureOf(read.ok ? read.value.value : null);
  }, [source]);
  return <Canvas picture={picture} selected={selected} marks={marks} onSelect={onSelect} />;
}

/** What is said at a step: who stands there, else how long it takes where that is worth saying. */
function markOf({ task, standing, faulted, times, waitsFor }: TaskFigures): [string, TaskMark][] {
  const parts = [
    standing > 0 ? text.hereCount(formatCount(standing)) : '',
    waitsFor !== null && times.meanMs !== null && times.meanMs >= worthSayingMs ? formatDuration(times.meanMs) : '',
    faulted > 0 ? `${formatCount(faulted)} ${text.failed.toLowerCase()}` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return [];
  return [[task, { text: parts.join(' · '), tone: faulted > 0 ? 'bad' : standing > 0 ? 'busy' : 'quiet' }]];
}

function StepTable({ items, selected }: { readonly items: readonly TaskFigures[]; readonly selected: string | null }) {
  const shown = selected === null ? items : items.filter(({ task }) => task === selected);
  if (shown.length === 0) return <Empty title={text.nothingWaits} hint={text.nothingWaitsHint} />;
  return (
    <GridTable
      label={text.steps}
      rows={shown}
      keyOf={({ task }) => task}
      columns={[
        {
          header: text.step,
          bare: true,
          cell: ({ task, waitsFor }) => (
            <div className="wrap-anywhere">
              <div className="strong">{taskName(task)}</div>
              <div className="muted small">{waitsFor === null ? '' : text.waitWords[waitsFor]}</div>
            </div>
          ),
        },
        {
          header: text.here,
          right: true,
          cell: (figures) => <StandingLink {...figures} />,
        },
        { header: text.done, right: true, cell: ({ times }) => formatCount(times.count) },
        { header: text.usually, right: true, cell: ({ times }) => durationText(times.meanMs) },
        { header: text.nineOfTen, right: true, cell: ({ times }) => durationText(times.p90Ms) },
        { header: text.before, right: true, cell: ({ before }) => durationText(before.meanMs) },
        { header: text.failed, right: true, cell: ({ faulted }) => (faulted === 0 ? '–' : formatCount(faulted)) },
        {
          header: text.slowest,
          right: true,
          cell: (figures) => <SlowestLink {...figures} />,
        },
      ]}
    />
  );
}
