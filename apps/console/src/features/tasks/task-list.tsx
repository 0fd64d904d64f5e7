import { mayDo } from '@barrow/contracts';
import { Button, Checkbox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Tag } from '../../parts/tag.tsx';
import { Ago } from '../../parts/ago.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomButton, RoomLink } from '../../parts/links.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { roleNames } from '../identity/role-names.ts';
import { useMe } from '../identity/session.ts';
import { useLocationOf } from '../network/network-api.ts';
import { StockDialogs, type StockTask } from '../stock/stock-dialogs.tsx';
import { AnswerForm } from './answer-form.tsx';
import { DelegateForm } from './delegate-form.tsx';
import { EndTaskForm } from './end-task-form.tsx';
import { text } from './messages.ts';
import { delegateTask, endTask, holdTask, type Task } from './tasks-api.ts';
import { useEnding } from './use-ending.ts';

/** A text that a task's details hold, such as the item it is about. */
function detail(task: Task, name: string): string | undefined {
  const { details } = task;
  if (typeof details !== 'object' || details === null) return undefined;
  const value: unknown = Reflect.get(details, name);
  return typeof value === 'string' ? value : undefined;
}

/** Tasks with the way to what they ask for. */
export function TaskList({
  tasks,
  showLocation,
  chosen,
  onChoose,
}: {
  readonly tasks: readonly Task[];
  readonly showLocation: boolean;
  /** Which are chosen, where several may be. */
  readonly chosen?: ReadonlySet<string>;
  readonly onChoose?: (taskId: string, isChosen: boolean) => void;
}) {
  const locationOf = useLocationOf();
  const itemOf = useItemOf(tasks.flatMap((task) => detail(task, 'itemId') ?? []));
  const titleOf = (task: Task): string => {
    const item = itemOf(detail(task, 'itemId') ?? '');
    return task.kind === 'count-item' && item !== undefined ? text.countTitle(item.name) : task.title;
  };
  const [counting, setCounting] = useState<StockTask>();
  const [ending, setEnding] = useState<Task>();
  const [answering, setAnswering] = useState<Task>();
  const [delegating, setDelegating] = useState<Task>();
  return (
    <>
      <GridTable
        label={text.title}
        rows={tasks}
        keyOf={(task) => task.taskId}
        columns={[
          ...(chosen === undefined
            ? []
            : [
                {
                  header: text.chosenHeader,
                  bare: true,
                  cell: (task: Task) =>
                    task.status === 'open' ? (
                      <Checkbox
                        size="xs"
                        aria-label={text.choose(titleOf(task))}
                        checked={chosen.has(task.taskId)}
                        onChange={(event) => onChoose?.(task.taskId, event.currentTarget.checked)}
                      />
                    ) : null,
                },
              ]),
          {
            header: text.task,
            bare: true,
            cell: (task) => (
              <div className="wrap-anywhere">
                <div className="strong">{titleOf(task)}</div>
                <div className="muted small">
                  {titleOf(task) === task.title ? '' : `${task.title} · `}
                  <Ago at={task.lastRaisedAt} />
                  {task.timesRaised > 1 ? ` · ${text.times(formatCount(task.timesRaised))}` : ''}
                  {task.endedAt === null ? '' : ` · ${text.statuses[task.status]} ${formatInstant(task.endedAt)}`}
                  {task.endedBy === null ? '' : ` ${text.by(task.endedBy)}`}
                  {task.note === null ? '' : ` · ${task.note}`}
                </div>
                <TaskState task={task} />
              </div>
            ),
          },
          ...(showLocation
            ? [
                {
                  header: text.location,
                  cell: (task: Task) =>
                    task.locationId === null ? null : (
                      <RoomLink to="/locations/$locationId" params={{ locationId: task.locationId }}>
                        {locationOf(task.locationId)?.name ?? '…'}
                      </RoomLink>
                    ),
                },
              ]
            : []),
          {
            header: text.actions,
            bare: true,
            right: true,
            cell: (task) =>
              task.status === 'open' ? (
                <TaskActions
                  task={task}
                  title={titleOf(task)}
                  onCount={setCounting}
                  onAnswer={() => setAnswering(task)}
                  onDelegate={() => setDelegating(task)}
                  onEnd={() => setEnding(task)}
                />
              ) : null,
          },
        ]}
      />
      <StockDialogs task={counting} onClose={() => setCounting(undefined)} />
      <Dialog title={text.answerTitle} opened={answering !== undefined} onClose={() => setAnswering(undefined)}>
        {answering === undefined ? null : <AnswerForm task={answering} onClose={() => setAnswering(undefined)} />}
      </Dialog>
      <Dialog title={text.endTitle} opened={ending !== undefined} onClose={() => setEnding(undefined)}>
        {ending === undefined ? null : <EndOne task={ending} onClose={() => setEnding(undefined)} />}
      </Dialog>
      <Dialog title={text.handOnTitle} opened={delegating !== undefined} onClose={() => setDelegating(undefined)}>
        {delegating === undefined ? null : <DelegateOne task={delegating} onClose={() => setDelegating(undefined)} />}
      </Dialog>
    </>
  );
}

function EndOne({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const end = useEnding(endTask, text.saved, onClose);
  return (
    <EndTaskForm
      intro={task.title}
      mutation={end}
      onClose={onClose}
      onSubmit={(how) => end.mutate({ taskId: task.taskId, ...how })}
    />
  );
}

function DelegateOne({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const delegate = useEnding(delegateTask, text.handedOn, onClose);
  return (
    <DelegateForm
      intro={task.title}
      mutation={delegate}
      onClose={onClose}
      onSubmit={(to) => delegate.mutate({ taskId: task.taskId, ...to })}
    />
  );
}

/** Whose an open task is, until when. */
function TaskState({ task }: { readonly task: Task }) {
  if (task.status !== 'open') return null;
  const isOverdue = task.dueAt !== null && Date.parse(task.dueAt) < Date.now();
  const parts = [
    task.assigneeRole === null ? '' : text.forRole(roleNames[task.assigneeRole] ?? task.assigneeRole),
    task.claimedBy === null ? '' : text.heldBy(task.claimedBy),
    task.dueAt === null ? '' : text.due(formatInstant(task.dueAt)),
  ].filter((part) => part !== '');
  if (parts.length === 0) return null;
  return (
    <div className="muted small">
      {parts.join(' · ')} {isOverdue ? <Tag tone="bad">{text.overdue}</Tag> : null}{' '}
      {task.escalatedAt === null ? null : <Tag tone="warn">{text.escalated}</Tag>}
    </div>
  );
}

function TaskActions({
  task,
  title,
  onCount,
  onAnswer,
  onDelegate,
  onEnd,
}: {
  readonly task: Task;
  readonly title: string;
  readonly onCount: (task: StockTask) => void;
  readonly onAnswer: () => void;
  readonly onDelegate: () => void;
  readonly onEnd: () => void;
}) {
  const { role, actor } = useMe();
  const hold = useMutation({
    mutationFn: holdTask,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tasks'] }),
  });
  const isMine = task.claimedBy === actor.name;
  const itemId = detail(task, 'itemId');
  const orderId = detail(task, 'orderId');
  const { locationId } = task;
  return (
    <div className="row-actions">
      {task.kind === 'count-item' && locationId !== null && itemId !== undefined && mayDo(role, 'stock.count') ? (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={title}
          onClick={() => onCount({ kind: 'count', locationId, itemId })}
        >
          {text.countNow}
        </Button>
      ) : null}
      {task.kind === 'identify-item' && itemId !== undefined ? (
        <RoomButton size="compact-xs" to="/items/$itemId" params={{ itemId }}>
          {text.identify}
        </RoomButton>
      ) : null}
      {orderId !== undefined && mayDo(role, 'supply.read') ? (
        <RoomButton size="compact-xs" to="/orders/$orderId" params={{ orderId }}>
          {text.openOrder}
        </RoomButton>
      ) : null}
      {hold.error === null ? null : (
        <span role="alert" className="bad small">
          {messageOf(hold.error)}
        </span>
      )}
      {task.form !== null && mayDo(role, 'task.answer') ? (
        <>
          <Button size="compact-xs" aria-label={text.answerOf(title)} onClick={onAnswer}>
            {text.answer}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={isMine ? text.releaseOf(title) : text.claimOf(title)}
            disabled={task.claimedBy !== null && !isMine}
            loading={hold.isPending}
            onClick={() => hold.mutate({ taskId: task.taskId, hold: !isMine })}
          >
            {isMine ? text.release : text.claim}
          </Button>
          <Button size="compact-xs" variant="default" aria-label={text.handOnOf(title)} onClick={onDelegate}>
            {text.handOn}
          </Button>
        </>
      ) : null}
      {mayDo(role, 'task.end') ? (
        <Button size="compact-xs" variant="default" aria-label={text.endOf(title)} onClick={onEnd}>
          {text.end}
        </Button>
      ) : null}
    </div>
  );
}
