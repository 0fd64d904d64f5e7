import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { RoomButton } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { DriftCard } from './drift-card.tsx';
import { text } from './messages.ts';
import { playbooksQuery, type PlaybookEntry } from './playbooks-api.ts';

const typingMs = 200;

export function PlaybooksRoom() {
  const [goal, setGoal] = useState('');
  const [asked] = useDebouncedValue(goal.trim(), typingMs);
  const query = useQuery({ ...playbooksQuery(asked), placeholderData: keepPreviousData });
  return (
    <Room title={text.title} intro={text.intro}>
      <div className="card">
        <div className="filters">
          <TextInput
            size="xs"
            type="search"
            label={text.search}
            placeholder={text.searchHint}
            value={goal}
            onChange={(event) => setGoal(event.currentTarget.value)}
          />
        </div>
        <Queried query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={text.none} hint={text.noneHint} />
            ) : (
              <ul className="gallery">
                {items.map((one) => (
                  <GalleryEntry key={one.name} playbook={one} />
                ))}
              </ul>
            )
          }
        </Queried>
      </div>
      <div className="stack" style={{ marginTop: 16 }}>
        <DriftCard />
      </div>
    </Room>
  );
}

function GalleryEntry({ playbook: { name, title, goal, installed } }: { readonly playbook: PlaybookEntry }) {
  return (
    <li>
      <div>
        <h2>{title}</h2>
        <p>{goal}</p>
        {installed === null ? null : <Tag tone="good">{text.installed}</Tag>}{' '}
        {installed === null || installed.upgradeTo === null ? null : <Tag tone="info">{text.upgrade}</Tag>}
      </div>
      <RoomButton to="/playbooks/$name" params={{ name }} aria-label={text.openOf(title)}>
        {text.open}
      </RoomButton>
    </li>
  );
}
