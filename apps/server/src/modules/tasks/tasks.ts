import { newId } from '../../platform/clock.ts';
import type { Tx } from '../../platform/postgres.ts';

export type NewTask = {
  readonly kind: string;
  /** Two tasks of a kind about the same subject are one. */
  readonly subjectKey: string;
  readonly locationId: string | null;
  readonly title: string;
  readonly details: unknown;
};

/** Raises tasks, in one statement. A task that is open already is raised again, not doubled. Answers the tasks that are new. */
export async function raiseTasks(tx: Tx, tasks: readonly NewTask[]): Promise<{ taskId: string; kind: string }[]> {
  if (tasks.length === 0) return [];
  const unique = [...new Map(tasks.map((task) => [`${task.kind}\0${task.subjectKey}`, task])).values()];
  unique.sort((a, b) => (a.kind + a.subjectKey < b.kind + b.subjectKey ? -1 : 1));
  const rows = await tx.rows<{ task_id: string; kind: string; is_new: boolean }>(
    `insert into tasks.task (org_id, task_id, kind, subject_key, location_id, title, details)
     select $1, t.task_id, t.kind, t.subject_key, t.location_id, t.title, t.details
     from json_to_recordset($2) as t (task_id uuid, kind text, subject_key text, location_id uuid, title text, details jsonb)
     on conflict (org_id, kind, subject_key) where status = 'open'
     do update set times_raised = tasks.task.times_raised + 1, last_raised_at = now()
     returning task_id, kind, (times_raised = 1) as is_new`,
    [
      tx.orgId,
      JSON.stringify(
        unique.map((task) => ({
          task_id: newId(),
          kind: task.kind,
          subject_key: task.subjectKey,
          location_id: task.locationId,
          title: task.title,
          details: task.details,
        })),
      ),
    ],
  );
  return rows.filter((row) => row.is_new).map((row) => ({ taskId: row.task_id, kind: row.kind }));
}

/** Ends the open tasks of a kind and some subjects, when what they asked for was done elsewhere. */
export async function settleTasks(tx: Tx, kind: string, subjectKeys: readonly string[], note: string): Promise<void> {
  await tx.run(
    `update tasks.task set status = 'done', ended_at = now(), ended_by = 'system', note = $4
     where org_id = $1 and kind = $2 and subject_key = any($3::text[]) and status = 'open'`,
    [tx.orgId, kind, subjectKeys, note],
  );
}
