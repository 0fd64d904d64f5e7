import { itemStatuses, type Item } from '@barrow/contracts';
import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { itemsQuery } from './catalogue-api.ts';
import { ItemDialog } from './item-dialog.tsx';
import { text } from './messages.ts';

const typingMs = 200;

export function ItemsRoom() {
  const [typed, setTyped] = useState('');
  const [status, setStatus] = useState<Item['status']>();
  const [search] = useDebouncedValue(typed.trim(), typingMs);
  const list = useInfiniteQuery(itemsQuery({ search, status }));
  const items = entriesOf(list.data);
  return (
    <Room title={text.title} intro={text.intro} actions={<ItemDialog />}>
      <div className="card">
        <div className="filters">
          <TextInput
            size="xs"
            label={text.search}
            placeholder={text.searchHint}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <NativeSelect
            size="xs"
            label={text.status}
            value={status ?? ''}
            data={[
              { value: '', label: text.allStatuses },
              ...itemStatuses.map((value) => ({ value, label: text.statuses[value] })),
            ]}
            onChange={(event) => setStatus(itemStatuses.find((one) => one === event.currentTarget.value))}
          />
        </div>
        <Queried query={list} rows={10}>
          {() =>
            items.length === 0 ? <Empty title={text.emptyTitle} hint={text.emptyHint} /> : <ItemTable items={items} />
          }
        </Queried>
        <MoreButton list={list} />
      </div>
    </Room>
  );
}

function ItemTable({ items }: { readonly items: readonly Item[] }) {
  return (
    <GridTable
      label={text.title}
      rows={items}
      keyOf={(item) => item.itemId}
      columns={[
        {
          header: text.item,
          bare: true,
          cell: (item) => (
            <RoomLink to="/items/$itemId" params={{ itemId: item.itemId }}>
              {item.name}
            </RoomLink>
          ),
        },
        { header: text.sku, cell: (item) => <span className="code">{item.sku}</span> },
        { header: text.category, cell: (item) => item.category },
        { header: text.variant, cell: (item) => Object.values(item.variant).join(', ') },
        { header: text.codes, cell: (item) => <span className="code">{item.gtins[0] ?? ''}</span> },
        {
          header: text.status,
          cell: (item) => <StatusTag status={item.status} />,
        },
      ]}
    />
  );
}

export function StatusTag({ status }: { readonly status: Item['status'] }) {
  const tone = status === 'active' ? 'good' : status === 'unidentified' ? 'warn' : 'plain';
  return <Tag tone={tone}>{text.statuses[status]}</Tag>;
}
