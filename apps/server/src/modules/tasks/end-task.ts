import type { Static } from 'typebox';
import type { ActionContext } from '../../platform/action.ts';
import type { Tx } from '../../platform/postgres.ts';
import { taskColumns, taskOf, type Task, type TaskRow } from './task-rows.ts';

/** Told in the transaction that ends a task which somebody waits for. `askedBy` is what the asker gave. */
export type TaskEnded = (
  tx: Tx,
  ended: {
    readonly askedBy: string;
    readonly taskId: string;
    readonly status: 'done' | 'dismissed';
    readonly answer: unknown;
    readonly by: { readonly id: string; readonly name: string };
  },
) => Promise<void>;

/** Ends a task that the caller has locked, and tells who waits for it. */
export async function endTask(
  ctx: ActionContext,
  onEnded: TaskEnded,
  before: TaskRow,
  end: { status: 'done' | 'dismissed'; note: string | null; answer: unknown },
): Promise<Static<typeof Task>> {
  const after = await ctx.tx.row<TaskRow>(
    `update tasks.task set status = $3, note = $4, ended_at = now(), ended_by = $5, answer = $6 where org_id = $1 and task_id = $2
     returning ${taskColumns}`,
    [
      ctx.tx.orgId,
      before.task_id,
      end.status,
      end.note,
      ctx.actor.name,
      end.answer === null ? null : JSON.stringify(end.answer),
    ],
  );
  if (after === undefined) throw new Error('a locked task vanished');
  ctx.audit({
    subjectId: before.task_id,
    locationId: before.location_id,
    before: { status: before.status },
    after: { status: end.status, note: end.note ?? undefined, answer: end.answer ?? undefined },
  });
  ctx.emit({
    type: 'tasks.task.ended',
    subjectId: before.task_id,
    locationId: before.location_id,
    occurredAt: new Date(ctx.nowMs()).toISOString(),
    data: { taskId: before.task_id, kind: before.kind, status: end.status, answer: end.answer ?? undefined },
  });
  if (before.asked_by !== null) {
    await onEnded(ctx.tx, {
      askedBy: before.asked_by,
      taskId: before.task_id,
      status: end.status,
      answer: end.answer,
      by: { id: ctx.actor.id, name: ctx.actor.name },
    });
  }
  return taskOf(after);
}
