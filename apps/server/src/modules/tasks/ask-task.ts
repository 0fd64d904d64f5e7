import { Type, type Static } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { instant, text, uuid } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { RoleName, taskColumns, type TaskRow } from './task-rows.ts';

const minutes = (description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600, description }));

/** What is asked of whom, until when. */
export const Question = Type.Object(
  {
    id: uuid('Asked again with the same id, the same task is meant'),
    kind: Type.Optional(
      Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'For lists; `question` unless told' }),
    ),
    title: Type.String({ minLength: 1, maxLength: 300 }),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    locationId: Type.Optional(uuid()),
    assigneeRole: Type.Optional(RoleName),
    assigneeId: Type.Optional(text(100)),
    form: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'JSON Schema of the answer, an object; any object unless told',
      }),
    ),
    dueAt: Type.Optional(instant()),
    dueInMinutes: minutes('Instead of dueAt'),
    remindInMinutes: minutes('When the assignees are reminded'),
    escalateInMinutes: minutes('When the task goes to escalateRole'),
    escalateRole: Type.Optional(RoleName),
  },
  { additionalProperties: false },
);

const longestForm = 20_000;

/** Raises a task that waits for an answer. Repeated with the same id it changes nothing. */
export async function askTask(tx: Tx, question: Static<typeof Question>, nowMs: number): Promise<TaskRow> {
  const form = question.form ?? { type: 'object' };
  requireForm(form);
  const inMinutes = (count: number | undefined): string | null =>
    count === undefined ? null : new Date(nowMs + count * 60_000).toISOString();
  await tx.run(
    `insert into tasks.task (org_id, task_id, kind, subject_key, location_id, title, details, assignee_role, assignee_id, form, due_at,
       remind_at, escalate_at, escalate_role)
     values ($1, $2::uuid, $3, $2::uuid::text, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
    [
      tx.orgId,
      question.id,
      question.kind ?? 'question',
      question.locationId ?? null,
      question.title,
      JSON.stringify(question.details ?? {}),
      question.assigneeRole ?? null,
      question.assigneeId ?? null,
      JSON.stringify(form),
      question.dueAt ?? inMinutes(question.dueInMinutes),
      inMinutes(question.remindInMinutes),
      inMinutes(question.escalateInMinutes),
      question.escalateRole ?? null,
    ],
  );
  const row = await tx.row<TaskRow>(`select ${taskColumns} from tasks.task where org_id = $1 and task_id = $2`, [
    tx.orgId,
    question.id,
  ]);
  if (row === undefined) throw new Error('a task that was just asked is not there');
  return row;
}

function requireForm(form: object): void {
  const invalid = (detail: string) =>
    fault('invalid', 'INPUT_INVALID', `/form ${detail}.`, [{ pointer: '/form', detail }]);
  if (JSON.stringify(form).length > longestForm) throw invalid(`is longer than ${longestForm} characters`);
  try {
    Check(form, {});
  } catch {
    throw invalid('is no JSON Schema that can be checked');
  }
}

/** Throws INPUT_INVALID with a problem a field unless the answer fits the form. */
export function requireAnswer(form: object, answer: unknown): void {
  if (Check(form, answer)) return;
  const problems = Errors(form, answer)
    .slice(0, 20)
    .map((error) => ({ pointer: `/data${error.instancePath}`, detail: error.message }));
  const [first] = problems;
  const message = first === undefined ? 'The answer does not fit the form.' : `${first.pointer} ${first.detail}.`;
  throw fault('invalid', 'INPUT_INVALID', message, problems);
}
