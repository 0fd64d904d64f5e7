import { Type } from 'typebox';
import { text, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { askTask, Question, requireAnswer } from './ask-task.ts';
import { endTask, type TaskEnded } from './end-task.ts';
import { lockOpenTask, requireAssigned, RoleName, Task, taskColumns, taskOf, type TaskRow } from './task-rows.ts';

const byId = Type.Object({ taskId: uuid() }, { additionalProperties: false });

/** Changes columns of a task that is locked, and tells of it. */
async function change(ctx: ActionContext, before: TaskRow, what: string, set: Readonly<Record<string, string | null>>) {
  const names = Object.keys(set);
  const after = await ctx.tx.row<TaskRow>(
    `update tasks.task set ${names.map((column, index) => `${column} = $${index + 3}`).join(', ')}
     where org_id = $1 and task_id = $2 returning ${taskColumns}`,
    [ctx.tx.orgId, before.task_id, ...Object.values(set)],
  );
  if (after === undefined) throw new Error('a locked task vanished');
  ctx.audit({ subjectId: before.task_id, locationId: before.location_id, after: { [what]: set } });
  ctx.emit({
    type: `tasks.task.${what}`,
    subjectId: before.task_id,
    locationId: before.location_id,
    occurredAt: new Date(ctx.nowMs()).toISOString(),
    data: {
      taskId: before.task_id,
      kind: before.kind,
      assigneeRole: after.assignee_role,
      claimedBy: after.claimed_by_name,
    },
  });
  return taskOf(after);
}

export function questionActions(onEnded: TaskEnded): RegisteredAction[] {
  return [
    action({
      name: 'tasks.task.ask',
      version: '1.0.0',
      summary: 'Ask somebody for an answer',
      description:
        'In a workflow the task’s output is the answer: `{ status, answer, by }`. Elsewhere the task is answered at once.',
      effect: 'write',
      undoneBy: 'tasks.task.end',
      permission: 'task.ask',
      route: 'POST /tasks',
      touches: ({ locationId }) => (locationId === undefined ? [] : [locationId]),
      input: Question,
      output: Task,
      async run(ctx, question) {
        const row = await askTask(ctx.tx, question, ctx.nowMs());
        if (row.location_id !== null) ctx.requireLocation(row.location_id);
        ctx.audit({ subjectId: row.task_id, locationId: row.location_id, after: { title: row.title } });
        return taskOf(row);
      },
    }),
    action({
      name: 'tasks.task.claim',
      version: '1.0.0',
      summary: 'Take a task, so that others leave it alone',
      effect: 'write',
      undoneBy: 'tasks.task.release',
      permission: 'task.answer',
      route: 'POST /tasks/:taskId/claim',
      touches: 'inside',
      input: byId,
      output: Task,
      async run(ctx, { taskId }) {
        const before = await lockOpenTask(ctx, taskId);
        requireAssigned(before, ctx.grant, ctx.actor.id);
        if (before.claimed_by !== null && before.claimed_by !== ctx.actor.id) {
          throw fault('conflict', 'TASK_CLAIMED', `${before.claimed_by_name ?? 'Somebody'} has taken this task.`);
        }
        return change(ctx, before, 'claimed', { claimed_by: ctx.actor.id, claimed_by_name: ctx.actor.name });
      },
    }),
    action({
      name: 'tasks.task.release',
      version: '1.0.0',
      summary: 'Give a task back',
      effect: 'write',
      permission: 'task.answer',
      route: 'POST /tasks/:taskId/release',
      touches: 'inside',
      input: byId,
      output: Task,
      async run(ctx, { taskId }) {
        const before = await lockOpenTask(ctx, taskId);
        if (before.claimed_by !== ctx.actor.id) requireAssigned(before, ctx.grant, ctx.actor.id);
        return change(ctx, before, 'released', { claimed_by: null, claimed_by_name: null });
      },
    }),
    action({
      name: 'tasks.task.delegate',
      version: '1.0.0',
      summary: 'Hand a task to another role or person',
      effect: 'write',
      permission: 'task.answer',
      route: 'POST /tasks/:taskId/delegate',
      touches: 'inside',
      input: Type.Object(
        { taskId: uuid(), role: RoleName, personId: Type.Optional(text(100)), note: Type.Optional(text(500)) },
        { additionalProperties: false },
      ),
      output: Task,
      async run(ctx, { taskId, role, personId, note }) {
        const before = await lockOpenTask(ctx, taskId);
        requireAssigned(before, ctx.grant, ctx.actor.id);
        return change(ctx, before, 'delegated', {
          assignee_role: role,
          assignee_id: personId ?? null,
          claimed_by: null,
          claimed_by_name: null,
          note: note ?? before.note,
        });
      },
    }),
    action({
      name: 'tasks.task.complete',
      version: '1.0.0',
      summary: 'Answer a task with data that fits its form',
      effect: 'write',
      permission: 'task.answer',
      route: 'POST /tasks/:taskId/complete',
      touches: 'inside',
      input: Type.Object(
        {
          taskId: uuid(),
          data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
          note: Type.Optional(text(1000)),
        },
        { additionalProperties: false },
      ),
      output: Task,
      async run(ctx, { taskId, data = {}, note }) {
        const before = await lockOpenTask(ctx, taskId);
        requireAssigned(before, ctx.grant, ctx.actor.id);
        if (before.claimed_by !== null && before.claimed_by !== ctx.actor.id) {
          throw fault('conflict', 'TASK_CLAIMED', `${before.claimed_by_name ?? 'Somebody'} has taken this task.`);
        }
        if (typeof before.form === 'object' && before.form !== null) requireAnswer(before.form, data);
        return endTask(ctx, onEnded, before, { status: 'done', note: note ?? null, answer: data });
      },
    }),
  ];
}
