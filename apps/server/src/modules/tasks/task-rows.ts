import { Type, type Static } from 'typebox';
import { instant, roles, uuid, type Role } from '@barrow/contracts';
import type { Grant } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

export const Status = Type.Union([Type.Literal('open'), Type.Literal('done'), Type.Literal('dismissed')]);
export const RoleName = Type.Enum([...roles]);
const textOrNull = Type.Union([Type.String(), Type.Null()]);
const instantOrNull = Type.Union([instant(), Type.Null()]);

export const Task = Type.Object({
  taskId: uuid(),
  kind: Type.String(),
  locationId: Type.Union([uuid(), Type.Null()]),
  title: Type.String(),
  details: Type.Unknown(),
  status: Status,
  timesRaised: Type.Integer(),
  raisedAt: instant(),
  lastRaisedAt: instant(),
  endedAt: instantOrNull,
  endedBy: textOrNull,
  note: textOrNull,
  assigneeRole: textOrNull,
  assigneeId: textOrNull,
  claimedBy: textOrNull,
  form: Type.Unknown({ description: 'JSON Schema of the answer; null when the task is only ended' }),
  answer: Type.Unknown(),
  dueAt: instantOrNull,
  escalatedAt: instantOrNull,
});

export type TaskRow = {
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
  assignee_role: Role | null;
  assignee_id: string | null;
  claimed_by: string | null;
  claimed_by_name: string | null;
  form: unknown;
  answer: unknown;
  due_at: string | null;
  escalated_at: string | null;
  asked_by: string | null;
  sort: string;
};

export const taskColumns = `task_id, kind, location_id, title, details, status, times_raised, raised_at, last_raised_at, ended_at, ended_by, note,
  assignee_role, assignee_id, claimed_by, claimed_by_name, form, answer, due_at, escalated_at, asked_by, raised_at::text as sort`;

export function taskOf(row: TaskRow): Static<typeof Task> {
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
    assigneeRole: row.assignee_role,
    assigneeId: row.assignee_id,
    claimedBy: row.claimed_by_name,
    form: row.form,
    answer: row.answer,
    dueAt: row.due_at,
    escalatedAt: row.escalated_at,
  };
}

/** Locks an open task that the grant's scope holds. Throws TASK_UNKNOWN, NOT_ALLOWED or TASK_ENDED. */
export async function lockOpenTask(
  ctx: { tx: Tx; requireLocation: (locationId: string) => void },
  taskId: string,
): Promise<TaskRow> {
  const row = await ctx.tx.row<TaskRow>(
    `select ${taskColumns} from tasks.task where org_id = $1 and task_id = $2 for update`,
    [ctx.tx.orgId, taskId],
  );
  if (row === undefined) throw fault('not-found', 'TASK_UNKNOWN', `There is no task ${taskId}.`);
  if (row.location_id !== null) ctx.requireLocation(row.location_id);
  if (row.status !== 'open') throw fault('conflict', 'TASK_ENDED', `The task has been ${row.status} before.`);
  return row;
}

/** Head office may step in anywhere; others work on what is theirs by person or role, or anybody's. */
export function requireAssigned(row: TaskRow, grant: Grant, actorId: string): void {
  if (grant.role === 'owner' || grant.role === 'operations') return;
  if (row.assignee_id !== null ? row.assignee_id === actorId : row.assignee_role === null) return;
  if (row.assignee_id === null && row.assignee_role === grant.role) return;
  throw fault('forbidden', 'NOT_ALLOWED', 'This task is for somebody else.');
}
