import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { roleNames } from '../identity/role-names.ts';
import { useMay } from '../identity/session.ts';
import { useLocationOf } from '../network/network-api.ts';
import { taskWaitsQuery } from '../tasks/tasks-api.ts';
import { durationText, SlowestLink, StandingLink } from './figure-cells.tsx';
import { bottlenecksQuery, taskName, type Times } from './flows-api.ts';
import { text } from './messages.ts';
import { PeriodSelect } from './period-select.tsx';

/** Where runs wait, on whom, how long, compared with the time before: the worst first. */
export function WaitsRoom() {
  const [days, setDays] = useState(30);
  const mayTasks = useMay('task.read');
  return (
    <Room title={text.waitsTitle} intro={text.waitsIntro} actions={<PeriodSelect days={days} onChange={setDays} />}>
      <div className="stack">
        <StepWaits days={days} />
        {mayTasks ? <PersonWaits days={days} /> : null}
      </div>
    </Room>
  );
}

/** A mean beside that of the time before, in words: `3 min, 5 min before`. */
function Compared({ meanMs, beforeMs }: { readonly meanMs: number | null; readonly beforeMs: number | null }) {
  const isWorse = meanMs !== null && beforeMs !== null && meanMs > beforeMs * 1.2;
  return (
    <div>
      <div className={isWorse ? 'bad' : undefined}>{durationText(meanMs)}</div>
      <div className="muted small">
        {text.before}: {durationText(beforeMs)}
      </div>
    </div>
  );
}

function StepWaits({ days }: { readonly days: number }) {
  const query = useQuery(bottlenecksQuery(days));
  return (
    <Card title={text.stepsThatWait}>
      <Queried query={query} rows={5}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text.nothingWaits} hint={text.nothingWaitsHint} />
          ) : (
            <GridTable
              label={text.stepsThatWait}
              rows={items}
              keyOf={({ workflow, task }) => `${workflow} ${task}`}
              columns={[
                {
                  header: text.step,
                  bare: true,
                  cell: ({ workflow, task }) => (
                    <div className="wrap-anywhere">
                      <div className="strong">{taskName(task)}</div>
                      <RoomLink to="/workflows/map" search={{ workflow, days }} className="small">
                        {workflow.split('/').at(-1)}
                      </RoomLink>
                    </div>
                  ),
                },
                {
                  header: text.waitsForWhat,
                  cell: ({ waitsFor }) => (waitsFor === null ? '' : text.waitWords[waitsFor]),
                },
                { header: text.waitedInAll, right: true, cell: ({ waitedMs }) => formatDuration(waitedMs) },
                {
                  header: text.usually,
                  right: true,
                  cell: ({ times, before }: { readonly times: Times; readonly before: Times }) => (
                    <Compared meanMs={times.meanMs} beforeMs={before.meanMs} />
                  ),
                },
                {
                  header: text.here,
                  right: true,
                  cell: (figures) => <StandingLink {...figures} />,
                },
                {
                  header: text.slowest,
                  right: true,
                  cell: (figures) => <SlowestLink {...figures} />,
                },
              ]}
            />
          )
        }
      </Queried>
    </Card>
  );
}

function PersonWaits({ days }: { readonly days: number }) {
  const query = useQuery(taskWaitsQuery(days));
  const locationOf = useLocationOf();
  return (
    <Card title={text.peopleWhoAreAsked}>
      <Queried query={query} rows={5}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text.nothingWaits} />
          ) : (
            <GridTable
              label={text.peopleWhoAreAsked}
              rows={items}
              keyOf={({ kind, role, locationId }) => `${kind} ${role ?? ''} ${locationId ?? ''}`}
              columns={[
                { header: text.what, bare: true, cell: ({ kind }) => <span className="strong">{kind}</span> },
                {
                  header: text.whom,
                  cell: ({ role, locationId }) => (
                    <div>
                      <div>{role === null ? text.anybody : (roleNames[role] ?? role)}</div>
                      {locationId === null ? null : (
                        <RoomLink to="/locations/$locationId" params={{ locationId }} className="small">
                          {locationOf(locationId)?.name ?? '…'}
                        </RoomLink>
                      )}
                    </div>
                  ),
                },
                { header: text.asked, right: true, cell: ({ asked }) => formatCount(asked) },
                { header: text.open, right: true, cell: ({ open }) => (open === 0 ? '–' : formatCount(open)) },
                {
                  header: text.late,
                  right: true,
                  cell: ({ late }) => (late === 0 ? '–' : <span className="bad">{formatCount(late)}</span>),
                },
                {
                  header: text.usually,
                  right: true,
                  cell: ({ meanMs, beforeMeanMs }) => <Compared meanMs={meanMs} beforeMs={beforeMeanMs} />,
                },
                { header: text.nineOfTen, right: true, cell: ({ p90Ms }) => durationText(p90Ms) },
              ]}
            />
          )
        }
      </Queried>
    </Card>
  );
}
