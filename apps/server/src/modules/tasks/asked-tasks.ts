import type { Tx } from '../../platform/postgres.ts';

/** Says who is told of a question's end. */
export async function waitForAnswer(tx: Tx, taskId: string, askedBy: string): Promise<void> {
  await tx.run('update tasks.task set asked_by = $3 where org_id = $1 and task_id = $2', [tx.orgId, taskId, askedBy]);
}

/** Dismisses open questions whose asker does not wait any more; the asker is not told. */
export async function withdrawTasks(tx: Tx, askedBy: readonly string[]): Promise<void> {
  if (askedBy.length === 0) return;
  await tx.run(
    `update tasks.task set status = 'dismissed', ended_at = now(), ended_by = 'system', note = 'Not needed any more'
     where org_id = $1 and asked_by = any($2::text[]) and status = 'open'`,
    [tx.orgId, askedBy],
  );
}
