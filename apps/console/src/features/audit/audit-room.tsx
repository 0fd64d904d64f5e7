import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { entriesOf } from '../../api/page.ts';
import { formatInstant } from '../../format/time.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { auditQuery, type AuditEntry } from './audit-api.ts';
import { text } from './messages.ts';

const typingMs = 250;

export function AuditRoom() {
  const search = useSearch({ from: '/frame/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const [asked] = useDebouncedValue(search, typingMs);
  const list = useInfiniteQuery(auditQuery(asked));
  const entries = entriesOf(list.data);
  const change = (part: 'action' | 'subjectId', value: string): void =>
    void navigate({
      search: (before) => ({ ...before, [part]: value.trim() === '' ? undefined : value.trim() }),
      replace: true,
    });
  return (
    <Room title={text.title} intro={text.intro}>
      <section className="card" aria-label={text.entries}>
        <div className="filters">
          <TextInput
            size="xs"
            type="search"
            label={text.action}
            placeholder={text.actionHint}
            value={search.action ?? ''}
            onChange={(event) => change('action', event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            type="search"
            label={text.subject}
            placeholder={text.subjectHint}
            value={search.subjectId ?? ''}
            onChange={(event) => change('subjectId', event.currentTarget.value)}
          />
        </div>
        <Queried query={list} rows={8}>
          {() =>
            entries.length === 0 ? <Empty title={text.none} hint={text.noneHint} /> : <EntryTable entries={entries} />
          }
        </Queried>
        <MoreButton list={list} />
      </section>
    </Room>
  );
}

function EntryTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const locationOf = useLocationOf();
  return (
    <GridTable
      label={text.entries}
      rows={entries}
      keyOf={(entry) => String(entry.position)}
      columns={[
        {
          header: text.what,
          bare: true,
          cell: (entry) => (
            <div className="wrap-anywhere">
              <span className="strong">{entry.action}</span>
              <div className="muted small">{formatInstant(entry.at)}</div>
            </div>
          ),
        },
        {
          header: text.who,
          cell: (entry) => (
            <div className="wrap-anywhere">
              {entry.actorName}
              <div className="muted small">{text.doors[entry.enteredBy] ?? entry.enteredBy}</div>
            </div>
          ),
        },
        { header: text.where, cell: (entry) => locationOf(entry.locationId)?.name ?? '' },
        {
          header: text.about,
          cell: ({ subjectId }) =>
            subjectId === null ? (
              ''
            ) : (
              <RoomLink to="/audit" search={{ subjectId }} className="wrap-anywhere small">
                {subjectId}
              </RoomLink>
            ),
        },
        { header: text.change, wide: true, cell: (entry) => <Change entry={entry} /> },
      ]}
    />
  );
}

function Change({ entry }: { readonly entry: AuditEntry }) {
  const { before, after, traceId } = entry;
  return (
    <details>
      <summary aria-label={text.showOf(entry.action, formatInstant(entry.at))}>{text.show}</summary>
      {before === null ? null : <Data name={text.before} value={before} />}
      {after === null ? null : <Data name={text.after} value={after} />}
      {traceId === null ? null : <div className="muted small wrap-anywhere">{text.trace(traceId)}</div>}
    </details>
  );
}

function Data({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <>
      <div className="muted small">{name}</div>
      <pre className="data" tabIndex={0} aria-label={name}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </>
  );
}
