import { appendEvents } from '../../platform/event-log.ts';
import type { Database, Tx } from '../../platform/postgres.ts';

export type ToldTask = {
  readonly taskId: string;
  readonly title: string;
  readonly locationId: string | null;
  readonly role: string | null;
  readonly what: 'reminded' | 'escalated';
};

type TellRow = {
  task_id: string;
  title: string;
  kind: string;
  location_id: string | null;
  role: string | null;
  what: 'reminded' | 'escalated';
};

/** Reminds of tasks and hands them up, when it is time: once each, whichever process does it. Answers how many. */
export async function sweepTasks(
  database: Database,
  tell: (tx: Tx, tasks: readonly ToldTask[]) => Promise<void>,
  onCommit: () => void,
): Promise<number> {
  const due = await database.outside<{ org_id: string; task_id: string }>(
    'select org_id, task_id from tasks.tasks_to_tell(500)',
  );
  for (const [orgId, rows] of Map.groupBy(due, (row) => row.org_id)) {
    await database.transaction(orgId, async (tx) => {
      const told = await markTold(
        tx,
        rows.map((row) => row.task_id),
      );
      if (told.length === 0) return;
      await tell(
        tx,
        told.map((row) => ({
          taskId: row.task_id,
          title: row.title,
          locationId: row.location_id,
          role: row.role,
          what: row.what,
        })),
      );
      await appendEvents(
        tx,
        { actor: 'system:tasks', traceId: null },
        told.map((row) => ({
          type: `tasks.task.${row.what}`,
          subjectId: row.task_id,
          locationId: row.location_id,
          occurredAt: new Date().toISOString(),
          data: { taskId: row.task_id, kind: row.kind, assigneeRole: row.role },
        })),
      );
      tx.afterCommit(onCommit);
    });
  }
  return due.length;
}

/** Escalation wins over a reminder that is due at the same time. */
async function markTold(tx: Tx, taskIds: readonly string[]): Promise<TellRow[]> {
  return tx.rows<TellRow>(
    `with mine as (
       select task_id, escalate_at <= now() as up from tasks.task
       where org_id = $1 and task_id = any($2::uuid[]) and status = 'open' and (remind_at <= now() or escalate_at <= now())
       order by task_id for update skip locked
     )
     update tasks.task t set remind_at = case when t.remind_at <= now() then null else t.remind_at end,
       escalate_at = case when mine.up then null else t.escalate_at end,
       escalated_at = case when mine.up then now() else t.escalated_at end,
       assignee_role = case when mine.up then coalesce(t.escalate_role, t.assignee_role) else t.assignee_role end,
       assignee_id = case when mine.up then null else t.assignee_id end,
       claimed_by = case when mine.up then null else t.claimed_by end,
       claimed_by_name = case when mine.up then null else t.claimed_by_name end
     from mine where t.org_id = $1 and t.task_id = mine.task_id
     returning t.task_id, t.title, t.kind, t.location_id, t.assignee_role as role, case when mine.up then 'escalated' else 'reminded' end as what`,
    [tx.orgId, taskIds],
  );
}
