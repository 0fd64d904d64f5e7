import { Type } from 'typebox';
import { text, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { endTask, type TaskEnded } from './end-task.ts';
import { lockOpenTask, Status, Task, taskColumns, taskOf, type TaskRow } from './task-rows.ts';

export function taskActions(onEnded: TaskEnded): RegisteredAction[] {
  return [
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
          mine: Type.Optional(Type.Boolean({ description: 'Only what the caller may answer or has claimed' })),
        },
        { additionalProperties: false },
      ),
      output: pageOf(Task),
      async run(
        { tx, actor, grant, requireLocation },
        { cursor, limit = defaultLimit, status = 'open', kind, locationId, mine = false },
      ) {
        if (locationId !== undefined) requireLocation(locationId);
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<TaskRow>(
          `select ${taskColumns} from tasks.task
           where org_id = $1 and status = $2 and ($3::text is null or kind = $3) and ($4::uuid is null or location_id = $4)
             and ($5::uuid[] is null or location_id = any($5::uuid[]))
             and ($6::timestamptz is null or (raised_at, task_id) < ($6, $7::uuid))
             and (not $9 or claimed_by = $10 or (claimed_by is null
               and (assignee_id = $10 or (assignee_id is null and (assignee_role = $11 or assignee_role is null)))))
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
            mine,
            actor.id,
            grant.role,
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
        const before = await lockOpenTask(ctx, taskId);
        if (before.form !== null && status === 'done') {
          const message = 'This task asks for an answer: complete it with data, or dismiss it.';
          throw fault('unprocessable', 'TASK_NEEDS_ANSWER', message);
        }
        return endTask(ctx, onEnded, before, { status, note: note ?? null, answer: null });
      },
    }),
  ];
}
