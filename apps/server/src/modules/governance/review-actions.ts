import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { sourceOf, type Flows } from '../flows/index.ts';
import type { DraftCommand } from './decide-draft.ts';
import { decided, Draft, draftOf, findDraft, requireSeen, tell, type DraftRow } from './drafts.ts';

type Judge = Flows['judge'];
const seen = { draftId: uuid(), revision: Type.Integer({ minimum: 1, description: 'The one that was read' }) };
const Body = Type.String({ minLength: 1, maxLength: 5_000 });

export function reviewActions(judge: Judge): readonly RegisteredAction[] {
  return [
    action({
      name: 'governance.draft.submit',
      version: '1.0.0',
      summary: 'Send a draft to review; it must be valid and within policy',
      effect: 'write',
      undoneBy: 'governance.draft.return',
      permission: 'flow.draft',
      route: 'POST /flows/drafts/:draftId/submit',
      touches: 'none',
      input: Type.Object(seen, { additionalProperties: false }),
      output: Draft,
      async run(ctx, { draftId, revision }) {
        const row = await findDraft(ctx.tx, draftId, true);
        requireSeen(row, revision);
        await requireReady(judge, ctx, row);
        return move(ctx, row, 'submit', 'low', 'submitted_by = $4, submitted_at = now()', [ctx.actor.name]);
      },
    }),
    action({
      name: 'governance.draft.approve',
      version: '1.0.0',
      summary: 'Approve a draft that is in review',
      description:
        'What may do more than read, ask people and tell staff is approved by somebody who has not written in it (FOUR_EYES).',
      effect: 'write',
      undoneBy: 'governance.draft.return',
      permission: 'flow.approve',
      route: 'POST /flows/drafts/:draftId/approve',
      touches: 'all',
      input: Type.Object(seen, { additionalProperties: false }),
      output: Draft,
      async run(ctx, { draftId, revision }) {
        const row = await findDraft(ctx.tx, draftId, true);
        requireSeen(row, revision);
        const { risk } = await requireReady(judge, ctx, row);
        return move(ctx, row, 'approve', risk.level, 'approved_by = $4, approved_at = now()', [ctx.actor.name]);
      },
    }),
    action({
      name: 'governance.draft.return',
      version: '1.0.0',
      summary: 'Send a draft back to whoever writes it, with a reason; or take one back oneself',
      effect: 'write',
      permission: 'flow.draft',
      route: 'POST /flows/drafts/:draftId/return',
      touches: 'none',
      input: Type.Object({ draftId: uuid(), why: Body }, { additionalProperties: false }),
      output: Draft,
      async run(ctx, { draftId, why }) {
        const row = await findDraft(ctx.tx, draftId, true);
        const moved = await move(
          ctx,
          row,
          'return',
          'low',
          'submitted_by = null, submitted_at = null, approved_by = null, approved_at = null',
          [],
          { why },
        );
        await ctx.tx.run(
          `insert into governance.comment (org_id, draft_id, comment_id, body, revision, made_by) values ($1, $2, gen_random_uuid(), $3, $4, $5)`,
          [ctx.tx.orgId, draftId, why, row.revision, ctx.actor.name],
        );
        return moved;
      },
    }),
    action({
      name: 'governance.draft.discard',
      version: '1.0.0',
      summary: 'Give a draft up; it stays to be read',
      effect: 'write',
      permission: 'flow.draft',
      route: 'POST /flows/drafts/:draftId/discard',
      touches: 'none',
      input: Type.Object({ draftId: uuid() }, { additionalProperties: false }),
      output: Draft,
      run: async (ctx, { draftId }) => move(ctx, await findDraft(ctx.tx, draftId, true), 'discard', 'low', '', []),
    }),
    action({
      name: 'governance.draft.comment',
      version: '1.0.0',
      summary: 'Say something of a draft, or of one of its tasks',
      description: 'Idempotent by `commentId`.',
      effect: 'write',
      permission: 'flow.review',
      route: 'PUT /flows/drafts/:draftId/comments/:commentId',
      touches: 'none',
      input: Type.Object(
        {
          draftId: uuid(),
          commentId: uuid(),
          body: Body,
          pointer: Type.Optional(Type.String({ maxLength: 1_000, description: 'JSON Pointer of the task' })),
        },
        { additionalProperties: false },
      ),
      output: Type.Null(),
      async run(ctx, { draftId, commentId, body, pointer }) {
        const { revision } = await findDraft(ctx.tx, draftId);
        await ctx.tx.run(
          `insert into governance.comment (org_id, draft_id, comment_id, pointer, body, revision, made_by)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
          [ctx.tx.orgId, draftId, commentId, pointer ?? null, body, revision, ctx.actor.name],
        );
        ctx.audit({ subjectId: draftId, after: { comment: body, pointer } });
        return null;
      },
    }),
  ];
}

/** A draft may go on when it is valid, within policy, and its version is still free. Throws DRAFT_INVALID. */
export async function requireReady(judge: Judge, ctx: ActionContext, { source, base_definition_id: base }: DraftRow) {
  const judged = await judge(ctx, source);
  const problems = [
    ...judged.problems
      .filter(({ severity }) => severity === 'error')
      .map(({ pointer, message, line, column }) => ({
        pointer,
        detail: `${message} (line ${line}, column ${column})`,
      })),
    ...judged.findings.map(({ pointer, message }) => ({ pointer, detail: `Policy: ${message}` })),
  ];
  if (base !== null && problems.length === 0 && (await sourceOf(ctx.tx, base)) === source)
    problems.push({ pointer: '', detail: 'is what is published already: there is nothing to review' });
  const [first] = problems;
  if (first !== undefined) {
    const message = `The draft cannot go on: ${first.pointer} ${first.detail}`;
    throw fault('unprocessable', 'DRAFT_INVALID', message, problems.slice(0, 50));
  }
  return judged;
}

async function move(
  ctx: ActionContext,
  row: DraftRow,
  command: DraftCommand,
  risk: 'low' | 'medium' | 'high',
  changes: string,
  values: readonly string[],
  more: object = {},
) {
  const status = decided(row, command, ctx, risk);
  await ctx.tx.run(
    `update governance.draft set status = $3${changes === '' ? '' : `, ${changes}`} where org_id = $1 and draft_id = $2`,
    [ctx.tx.orgId, row.draft_id, status, ...values],
  );
  ctx.audit({
    subjectId: row.draft_id,
    before: { status: row.status },
    after: { status, revision: row.revision, ...more },
  });
  tell(ctx, `governance.draft.${status}`, { draftId: row.draft_id, title: row.title, ...more });
  return draftOf(await findDraft(ctx.tx, row.draft_id));
}
