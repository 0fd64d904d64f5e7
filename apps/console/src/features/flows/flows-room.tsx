import { runStatuses } from '@barrow/contracts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { entriesOf } from '../../api/page.ts';
import { formatInstant } from '../../format/time.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomButton, RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { BulkCommands } from './bulk-commands.tsx';
import { DeadLettersCard } from './dead-letters-card.tsx';
import { runsQuery, taskName, triggersQuery, type Run } from './flows-api.ts';
import { text } from './messages.ts';
import { RunStatusTag } from './run-status-tag.tsx';
import { TriggersCard } from './triggers-card.tsx';

const typingMs = 250;

export function FlowsRoom() {
  const { status, workflow, businessKey, task } = useSearch({ from: '/frame/workflows' });
  const navigate = useNavigate({ from: '/workflows' });
  const [askedKey] = useDebouncedValue(businessKey, typingMs);
  const list = useInfiniteQuery(runsQuery({ status, workflow, businessKey: askedKey, task }));
  const triggers = useQuery(triggersQuery);
  const names = [...new Set((triggers.data?.items ?? []).map((one) => one.workflow.replace(/:[^:]*$/, '')))].toSorted();
  const runs = entriesOf(list.data);
  const change = (part: object): void => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Room title={text.title} intro={text.intro} actions={<RoomButton to="/workflows/waits">{text.toWaits}</RoomButton>}>
      <div className="columns">
        <div className="stack">
          <section className="card" aria-label={text.runs}>
            <div className="filters">
              <NativeSelect
                size="xs"
                label={text.status}
                value={status ?? ''}
                data={[
                  { value: '', label: text.anyStatus },
                  ...runStatuses.map((value) => ({ value, label: text.statuses[value] })),
                ]}
                onChange={(event) => change({ status: runStatuses.find((one) => one === event.currentTarget.value) })}
              />
              <NativeSelect
                size="xs"
                label={text.workflow}
                value={workflow ?? ''}
                data={[{ value: '', label: text.anyWorkflow }, ...names]}
                onChange={(event) =>
                  change({ workflow: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
                }
              />
              <TextInput
                size="xs"
                type="search"
                label={text.key}
                placeholder={text.keyHint}
                value={businessKey ?? ''}
                onChange={(event) =>
                  change({ businessKey: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
                }
              />
              {task === undefined ? null : (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`${text.task}: ${taskName(task)}: ${text.anyTask}`}
                  onClick={() => change({ task: undefined })}
                >
                  {text.task}: {taskName(task)} ×
                </Button>
              )}
              {workflow === undefined ? null : (
                <RoomButton to="/workflows/map" search={{ workflow }}>
                  {text.map}
                </RoomButton>
              )}
              {status === undefined || runs.length === 0 ? null : (
                <BulkCommands filter={{ status, workflow, businessKey: askedKey, task }} status={status} />
              )}
            </div>
            <Queried query={list} rows={6}>
              {() =>
                runs.length === 0 ? (
                  <Empty
                    title={text.noRuns}
                    hint={text.noRunsHint}
                    action={<RoomButton to="/playbooks">{text.toPlaybooks}</RoomButton>}
                  />
                ) : (
                  <RunTable runs={runs} />
                )
              }
            </Queried>
            <MoreButton list={list} />
          </section>
        </div>
        <div className="stack">
          <DeadLettersCard />
          <TriggersCard />
        </div>
      </div>
    </Room>
  );
}

function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <GridTable
      label={text.runs}
      rows={runs}
      keyOf={(run) => run.runId}
      columns={[
        {
          header: text.workflow,
          bare: true,
          cell: (run) => (
            <div className="wrap-anywhere">
              <RoomLink to="/workflows/$runId" params={{ runId: run.runId }}>
                {run.workflow.split('/').at(-1)}
              </RoomLink>
              <div className="muted small">{formatInstant(run.startedAt)}</div>
            </div>
          ),
        },
        { header: text.status, cell: (run) => <RunStatusTag status={run.status} /> },
        { header: text.standsAt, cell: (run) => (run.endedAt === null ? taskName(run.atTask) : '') },
      ]}
    />
  );
}
