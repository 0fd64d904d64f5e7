import { Type } from 'typebox';
import { instant, text, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';

const Status = Type.Union([Type.Literal('open'), Type.Literal('done'), Type.Literal('dismissed')]);
const Task = Type.Object({
  taskId: uuid(),
  kind: Type.String(),
  locationId: Type.Union([uuid(), Type.Null()]),
  title: Type.String(),
  details: Type.Unknown(),
  status: Status,
  timesRaised: Type.Integer(),
  raisedAt: instant(),
  lastRaisedAt: instant(),
  endedAt: Type.Union([instant(), Type.Null()]),
  endedBy: Type.Union([Type.String(), Type.Null()]),
  note: Type.Union([Type.String(), Type.Null()]),
});

type TaskRow = {
  task_id: string;
  kind: string;
  location_id: string | null;
  title: string;
  details: unknown;
  status: 'open' | 'done' | 'dismissed';
  times_raised: number;
  raised_at: string;
  last_raised_at: string;
  ended_at: string | null;
  ended_by: string | null;
  note: string | null;
  sort: string;
};
const columns =
  'task_id, kind, location_id, title, details, status, times_raised, raised_at, last_raised_at, ended_at, ended_by, note, raised_at::text as sort';

function taskOf(row: TaskRow) {
  return {
    taskId: row.task_id,
    kind: row.kind,
    locationId: row.location_id,
    title: row.title,
    details: row.details,
    status: row.status,
    timesRaised: row.times_raised,
    raisedAt: row.raised_at,
    lastRaisedAt: row.last_raised_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    note: row.note,
  };
}

export const taskActions: readonly RegisteredAction[] = [
  action({
    name: 'tasks.task.list',
    version: '1.0.0',
    summary: 'Tasks, newest first',
    effect: 'read',
    permission: 'task.read',
    route: 'GET /tasks',
    touches: 'inside',
    input: Type.Object(
      {
        ...pageInput,
        status: Type.Optional(Status),
        kind: Type.Optional(Type.String({ maxLength: 100 })),
        locationId: Type.Optional(uuid()),
      },
      { additionalProperties: false },
    ),
    output: pageOf(Task),
    async run({ tx, grant, requireLocation }, { cursor, limit = defaultLimit, status = 'open', kind, locationId }) {
      if (locationId !== undefined) requireLocation(locationId);
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<TaskRow>(
        `select ${columns} from tasks.task
         where org_id = $1 and status = $2 and ($3::text is null or kind = $3) and ($4::uuid is null or location_id = $4)
           and ($5::uuid[] is null or location_id = any($5::uuid[]))
           and ($6::timestamptz is null or (raised_at, task_id) < ($6, $7::uuid))
         order by raised_at desc, task_id desc limit $8`,
        [
          tx.orgId,
          status,
          kind ?? null,
          locationId ?? null,
          grant.locationIds,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
        ],
      );
      return pageFrom(rows, limit, (row) => [row.sort, row.task_id], taskOf);
    },
  }),
  action({
    name: 'tasks.task.end',
    version: '1.0.0',
    summary: 'Say that a task is done or not needed',
    effect: 'write',
    permission: 'task.end',
    route: 'POST /tasks/:taskId/end',
    touches: 'inside',
    input: Type.Object(
      {
        taskId: uuid(),
        status: Type.Union([Type.Literal('done'), Type.Literal('dismissed')]),
        note: Type.Optional(text(1000)),
      },
      { additionalProperties: false },
    ),
    output: Task,
    async run(ctx, { taskId, status, note }) {
      const before = await ctx.tx.row<TaskRow>(
        `select ${columns} from tasks.task where org_id = $1 and task_id = $2 for update`,
        [ctx.tx.orgId, taskId],
      );
      if (before === undefined) throw fault('not-found', 'TASK_UNKNOWN', `There is no task ${taskId}.`);
      if (before.location_id !== null) ctx.requireLocation(before.location_id);
      if (before.status !== 'open') throw fault('conflict', 'TASK_ENDED', `The task has been ${before.status} before.`);
      const after = await ctx.tx.row<TaskRow>(
        `update tasks.task set status = $3, note = $4, ended_at = now(), ended_by = $5 where org_id = $1 and task_id = $2 returning ${columns}`,
        [ctx.tx.orgId, taskId, status, note ?? null, ctx.actor.name],
      );
      if (after === undefined) throw new Error('a locked task vanished');
      ctx.audit({
        subjectId: taskId,
        locationId: before.location_id,
        before: { status: before.status },
        after: { status, note },
      });
      ctx.emit({
        type: 'tasks.task.ended',
        subjectId: taskId,
        locationId: before.location_id,
        occurredAt: new Date(ctx.nowMs()).toISOString(),
        data: { taskId, kind: before.kind, status },
      });
      return taskOf(after);
    },
  }),
];
