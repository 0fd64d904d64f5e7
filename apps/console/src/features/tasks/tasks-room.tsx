import { Checkbox, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { LocationPicker } from '../network/location-picker.tsx';
import { ChosenTasksBar } from './chosen-tasks-bar.tsx';
import { text } from './messages.ts';
import { TaskList } from './task-list.tsx';
import { tasksQuery, type TaskStatus } from './tasks-api.ts';

const statuses: readonly TaskStatus[] = ['open', 'done', 'dismissed'];

export function TasksRoom() {
  const [status, setStatus] = useState<TaskStatus>('open');
  const [locationId, setLocationId] = useState<string>();
  const [mine, setMine] = useState(false);
  const list = useInfiniteQuery(tasksQuery({ status, locationId, ...(mine ? { mine: true } : {}) }));
  const tasks = entriesOf(list.data);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set<string>());
  const choose = (taskIds: readonly string[], isChosen: boolean): void =>
    setChosen((before) => {
      const after = new Set(before);
      for (const taskId of taskIds)
        if (isChosen) after.add(taskId);
        else after.delete(taskId);
      return after;
    });
  const open = tasks.filter((task) => task.status === 'open');
  return (
    <Room title={text.title} intro={text.intro}>
      <div className="card">
        <div className="filters">
          <NativeSelect
            size="xs"
            label={text.status}
            value={status}
            data={statuses.map((value) => ({ value, label: text.statuses[value] }))}
            onChange={(event) => setStatus(statuses.find((one) => one === event.currentTarget.value) ?? 'open')}
          />
          <NativeSelect
            size="xs"
            label={text.whose}
            value={mine ? 'mine' : 'all'}
            data={[
              { value: 'all', label: text.everybodys },
              { value: 'mine', label: text.mine },
            ]}
            onChange={(event) => setMine(event.currentTarget.value === 'mine')}
          />
          <LocationPicker size="xs" label={text.location} value={locationId} onChange={setLocationId} />
          {open.length < 2 ? null : (
            <Checkbox
              size="xs"
              label={text.chooseAll}
              checked={open.every(({ taskId }) => chosen.has(taskId))}
              onChange={(event) =>
                choose(
                  open.map(({ taskId }) => taskId),
                  event.currentTarget.checked,
                )
              }
            />
          )}
        </div>
        <ChosenTasksBar
          tasks={open.filter(({ taskId }) => chosen.has(taskId))}
          onDone={() => setChosen(new Set<string>())}
        />
        <Queried query={list}>
          {() =>
            tasks.length === 0 ? (
              <Empty
                title={status === 'open' ? text.emptyOpen : text.empty}
                hint={status === 'open' ? text.emptyOpenHint : undefined}
              />
            ) : (
              <TaskList
                tasks={tasks}
                showLocation={locationId === undefined}
                chosen={chosen}
                onChoose={(taskId, isChosen) => choose([taskId], isChosen)}
              />
            )
          }
        </Queried>
        <MoreButton list={list} />
      </div>
    </Room>
  );
}
