import { Type, type Static } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import type { ActionContext } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { RiskLevel } from '../flows/index.ts';
import { decideDraft, draftStatuses, type DraftCommand, type DraftStatus } from './decide-draft.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const instantOrNull = Type.Union([instant(), Type.Null()]);

export const Draft = Type.Object({
  draftId: uuid(),
  title: Type.String(),
  revision: Type.Integer(),
  status: Type.Enum(draftStatuses),
  baseDefinitionId: Type.Union([uuid(), Type.Null()]),
  madeBy: Type.String(),
  madeAt: instant(),
  changedBy: Type.String(),
  changedAt: instant(),
  submittedBy: textOrNull,
  submittedAt: instantOrNull,
  approvedBy: textOrNull,
  approvedAt: instantOrNull,
});
export type Draft = Static<typeof Draft>;

export type DraftRow = {
  draft_id: string;
  title: string;
  source: string;
  revision: number;
  status: DraftStatus;
  base_definition_id: string | null;
  author_ids: string[];
  made_by: string;
  made_at: string;
  changed_by: string;
  changed_at: string;
  submitted_by: string | null;
  submitted_at: string | null;
  approved_by: string | null;
  approved_at: string | null;
  sort: string;
};

export const draftColumns = `draft_id, title, source, revision, status, base_definition_id, author_ids, made_by, made_at, changed_by, changed_at,
  submitted_by, submitted_at, approved_by, approved_at, changed_at::text as sort`;

export function draftOf(row: DraftRow): Draft {
  return {
    draftId: row.draft_id,
    title: row.title,
    revision: row.revision,
    status: row.status,
    baseDefinitionId: row.base_definition_id,
    madeBy: row.made_by,
    madeAt: row.made_at,
    changedBy: row.changed_by,
    changedAt: row.changed_at,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
  };
}

export async function findDraft(tx: Tx, draftId: string, lock = false): Promise<DraftRow> {
  const row = await tx.row<DraftRow>(
    `select ${draftColumns} from governance.draft where org_id = $1 and draft_id = $2${lock ? ' for update' : ''}`,
    [tx.orgId, draftId],
  );
  if (row === undefined) throw fault('not-found', 'DRAFT_UNKNOWN', `There is no draft ${draftId}.`);
  return row;
}

/** Where a command leads a draft. Throws DRAFT_STATE or FOUR_EYES. */
export function decided(row: DraftRow, command: DraftCommand, ctx: ActionContext, risk: RiskLevel): DraftStatus {
  const outcome = decideDraft({ status: row.status, authorIds: row.author_ids }, command, ctx.actor.id, risk);
  if (outcome.ok) return outcome.value;
  if (outcome.reason === 'four-eyes')
    throw fault(
      'forbidden',
      'FOUR_EYES',
      'You have written in this draft, and it may do more than read, ask and tell: somebody else must approve it.',
    );
  throw fault('conflict', 'DRAFT_STATE', `The draft is ${words[row.status]}: ${command} is not possible now.`);
}

const words: Readonly<Record<DraftStatus, string>> = {
  draft: 'being written',
  'in-review': 'in review',
  approved: 'approved',
  released: 'released',
  discarded: 'discarded',
};

/** Somebody else may have saved since: nobody overwrites, sends or approves what he has not seen. Throws DRAFT_CHANGED. */
export function requireSeen(row: DraftRow, revision: number): void {
  if (row.revision === revision) return;
  throw fault(
    'conflict',
    'DRAFT_CHANGED',
    `${row.changed_by} saved the draft since (revision ${row.revision}; you have ${revision}). Read it, compare, and save again with revision ${row.revision}.`,
    [{ pointer: '/revision', detail: `is ${row.revision} now` }],
  );
}

export function tell(ctx: ActionContext, type: string, data: object): void {
  const occurredAt = new Date(ctx.nowMs()).toISOString();
  ctx.emit({ type, subjectId: null, locationId: null, occurredAt, data: { ...data, by: ctx.actor.name } });
}
