import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/figures.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomButton, RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMayWith } from './use-may-with.ts';
import { AnswerRun } from './answer-run.tsx';
import {
  commandRun,
  commandsFor,
  historyQuery,
  refreshFlows,
  runQuery,
  taskName,
  type HistoryEntry,
  type RunDetails,
} from './flows-api.ts';
import { text } from './messages.ts';
import { RunStatusTag } from './run-status-tag.tsx';

/** One run: where it stands, what it waits for, what happened, and what may be told to it. */
export function RunRoom() {
  const { runId } = useParams({ from: '/frame/workflows/$runId' });
  const query = useQuery(runQuery(runId));
  const run = query.data;
  return (
    <Room
      title={run === undefined ? text.run : (run.workflow.split('/').at(-1) ?? text.run)}
      actions={
        run === undefined ? null : (
          <>
            <RoomButton to="/workflows/map" search={{ workflow: run.workflow }}>
              {text.map}
            </RoomButton>
            <RunCommands run={run} />
          </>
        )
      }
    >
      <Queried query={query} rows={6}>
        {(loaded) => (
          <div className="columns">
            <div className="stack">
              <Timeline runId={runId} />
            </div>
            <div className="stack">
              <RunFacts run={loaded} />
              {loaded.error === null ? null : <DataCard title={text.error} data={loaded.error} />}
              <DataCard title={text.input} data={loaded.input} />
              {loaded.output === null ? null : <DataCard title={text.output} data={loaded.output} />}
            </div>
          </div>
        )}
      </Queried>
    </Room>
  );
}

function RunCommands({ run }: { readonly run: RunDetails }) {
  const may = useMayWith('flow.mend', 'run', run.workflow);
  const tell = useMutation({
    mutationFn: commandRun,
    onSuccess: () => toast(text.commandDone),
    onSettled: refreshFlows,
  });
  if (!may) return null;
  return (
    <>
      {tell.error === null ? null : (
        <span role="alert" className="bad">
          {messageOf(tell.error)}
        </span>
      )}
      <AnswerRun run={run} />
      {commandsFor(run.status).map((command) => (
        <Button
          key={command}
          size="xs"
          variant="default"
          loading={tell.isPending && tell.variables.command === command}
          onClick={() => tell.mutate({ runId: run.runId, command })}
        >
          {text.commands[command]}
        </Button>
      ))}
    </>
  );
}

function RunFacts({ run }: { readonly run: RunDetails }) {
  const waits = run.waitsFor.map(({ kind, at }) =>
    at === null ? text.waitKinds[kind] : `${text.waitKinds[kind]} ${text.until(formatInstant(at))}`,
  );
  const waitsFor = waits.length === 0 && run.status === 'waiting' ? text.waitsForPerson : waits.join(', ');
  return (
    <Card title={text.facts} padded>
      <Facts
        facts={[
          [text.status, <RunStatusTag key="status" status={run.status} />],
          ...(run.endedAt === null
            ? [[text.standsAt, taskName(run.atTask)] as const, [text.waits, waitsFor] as const]
            : []),
          [text.keys, run.businessKeys.join(', ')],
          [text.started, formatInstant(run.startedAt)],
          ...(run.endedAt === null ? [] : [[text.ended, formatInstant(run.endedAt)] as const]),
          [text.startedBy, run.startedBy],
          [text.version, run.version],
          ...(run.parentRunId === null
            ? []
            : [
                [
                  text.parent,
                  <RoomLink key="parent" to="/workflows/$runId" params={{ runId: run.parentRunId }}>
                    {text.parentRun}
                  </RoomLink>,
                ] as const,
              ]),
          [
            text.id,
            <span key="id" className="wrap-anywhere">
              {run.runId}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

function DataCard({ title, data }: { readonly title: string; readonly data: unknown }) {
  return (
    <Card title={title} padded>
      <Data label={title} data={data} />
    </Card>
  );
}

/** Data as JSON, to be scrolled by keyboard too. */
function Data({ label, data }: { readonly label: string; readonly data: unknown }) {
  return (
    <pre className="data" tabIndex={0} aria-label={label}>
      {JSON.stringify(data, null, 2)}
    </pre>
  );
}

function Timeline({ runId }: { readonly runId: string }) {
  const list = useInfiniteQuery(historyQuery(runId));
  const entries = entriesOf(list.data);
  const [shown, setShown] = useState<number>();
  const kinds: Readonly<Record<string, string>> = text.kinds;
  const stepOf = ({ task, kind }: HistoryEntry): string => (task === null ? (kinds[kind] ?? kind) : taskName(task));
  const dataOf = ({ error, output }: HistoryEntry): unknown => error ?? output;
  return (
    <Card title={text.timeline}>
      <Queried query={list} rows={5}>
        {() =>
          entries.length === 0 ? (
            <div className="card-body">{text.noHistory}</div>
          ) : (
            <GridTable
              label={text.timeline}
              rows={entries}
              keyOf={(entry) => String(entry.seq)}
              columns={[
                {
                  header: text.step,
                  bare: true,
                  cell: (entry) => (
                    <div className="wrap-anywhere">
                      <div className="strong">{stepOf(entry)}</div>
                      {entry.task === null ? null : <div className="muted small">{entry.task}</div>}
                      {shown === entry.seq ? <Data label={stepOf(entry)} data={dataOf(entry)} /> : null}
                    </div>
                  ),
                },
                { header: text.what, cell: (entry) => (entry.task === null ? '' : (kinds[entry.kind] ?? entry.kind)) },
                { header: text.at, cell: (entry) => <span className="small">{formatInstant(entry.at)}</span> },
                {
                  header: text.data,
                  bare: true,
                  right: true,
                  cell: (entry) =>
                    (dataOf(entry) ?? null) === null ? null : (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-expanded={shown === entry.seq}
                        aria-label={shown === entry.seq ? text.hideOf(stepOf(entry)) : text.showOf(stepOf(entry))}
                        onClick={() => setShown(shown === entry.seq ? undefined : entry.seq)}
                      >
                        {shown === entry.seq ? text.hide : text.show}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </Queried>
      <MoreButton list={list} />
    </Card>
  );
}
