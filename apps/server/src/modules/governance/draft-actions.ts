import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { policyRules } from '@barrow/flow';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { impactOf, riskClasses, sourceOf, workflowOf, type Flows } from '../flows/index.ts';
import { draftStatuses } from './decide-draft.ts';
import { decided, Draft, draftColumns, draftOf, findDraft, requireSeen, tell, type DraftRow } from './drafts.ts';

const Source = Type.String({ maxLength: 500_000, description: 'YAML or JSON; it need not be complete' });
const names = Type.Array(Type.Union([Type.String(), Type.Null()]));

/** What is known of a text without running it. */
export const Judgement = Type.Object({
  name: Type.Union([
    Type.Object({ namespace: Type.String(), name: Type.String(), version: Type.String() }),
    Type.Null(),
  ]),
  problems: Type.Array(
    Type.Object({
      severity: Type.Enum(['error', 'warning']),
      message: Type.String(),
      pointer: Type.String(),
      line: Type.Integer(),
      column: Type.Integer(),
    }),
  ),
  findings: Type.Array(Type.Object({ rule: Type.Enum(policyRules), pointer: Type.String(), message: Type.String() }), {
    description: 'What policy does not let go live',
  }),
  risk: Type.Object({ level: Type.Enum(['low', 'medium', 'high']), classes: Type.Array(Type.Enum(riskClasses)) }),
  touches: Type.Union([
    Type.Object({ functions: names, hosts: names, emits: names, hears: names, startsBy: Type.Array(Type.String()) }),
    Type.Null(),
  ]),
});

const Comment = Type.Object({
  commentId: uuid(),
  pointer: Type.Union([Type.String(), Type.Null()]),
  body: Type.String(),
  revision: Type.Integer(),
  madeBy: Type.String(),
  madeAt: instant(),
});

const Details = Type.Object({
  ...Draft.properties,
  source: Type.String(),
  baseSource: Type.Union([Type.String(), Type.Null()]),
  judgement: Judgement,
  impact: Type.Object({
    locations: Type.Integer({ description: 'Where it ran in the last 30 days' }),
    openRuns: Type.Integer(),
    runsLast30Days: Type.Integer(),
  }),
  comments: Type.Array(Comment),
});

type Judge = Flows['judge'];
type CommentRow = {
  comment_id: string;
  pointer: string | null;
  body: string;
  revision: number;
  made_by: string;
  made_at: string;
};

export async function judgementOf(judge: Judge, ctx: Parameters<Judge>[0], source: string) {
  const { name, problems, findings, risk, touches } = await judge(ctx, source);
  return {
    name: name === null ? null : { namespace: name.namespace, name: name.name, version: name.version },
    problems: problems.map(({ severity, message, pointer, line, column }) => ({
      severity,
      message,
      pointer,
      line,
      column,
    })),
    findings: findings.map((one) => ({ ...one })),
    risk: { level: risk.level, classes: [...risk.classes] },
    touches:
      touches === null
        ? null
        : {
            functions: [...touches.functions],
            hosts: [...touches.hosts],
            emits: [...touches.emits],
            hears: [...touches.hears],
            startsBy: [...touches.startsBy],
          },
  };
}

export function draftActions(judge: Judge): readonly RegisteredAction[] {
  return [
    action({
      name: 'governance.draft.create',
      version: '1.0.0',
      summary: 'Begin a draft of a workflow, new or as a change of a published version',
      description: 'Idempotent by `draftId`.',
      effect: 'write',
      undoneBy: 'governance.draft.discard',
      permission: 'flow.draft',
      route: 'PUT /flows/drafts/:draftId',
      touches: 'none',
      input: Type.Object(
        {
          draftId: uuid(),
          title: Type.String({ minLength: 1, maxLength: 200 }),
          source: Source,
          baseDefinitionId: Type.Optional(uuid()),
        },
        { additionalProperties: false },
      ),
      output: Draft,
      async run(ctx, { draftId, title, source, baseDefinitionId }) {
        if (baseDefinitionId !== undefined) await sourceOf(ctx.tx, baseDefinitionId);
        const made = await ctx.tx.run(
          `insert into governance.draft (org_id, draft_id, title, source, status, base_definition_id, author_ids, made_by, changed_by, workflow)
           values ($1, $2, $3, $4, 'draft', $5, array[$6], $7, $7, $8) on conflict do nothing`,
          [
            ctx.tx.orgId,
            draftId,
            title,
            source,
            baseDefinitionId ?? null,
            ctx.actor.id,
            ctx.actor.name,
            workflowOf(source),
          ],
        );
        if (made > 0) {
          tell(ctx, 'governance.draft.begun', { draftId, title });
          ctx.audit({ subjectId: draftId, after: { title, baseDefinitionId } });
        }
        return draftOf(await findDraft(ctx.tx, draftId));
      },
    }),
    action({
      name: 'governance.draft.save',
      version: '1.0.0',
      summary: 'Save what was written; a draft that was in review or approved is a draft again',
      description:
        '`revision` is the one that was read. Where somebody else has saved since, DRAFT_CHANGED is answered and nothing is overwritten.',
      effect: 'write',
      permission: 'flow.draft',
      route: 'POST /flows/drafts/:draftId/save',
      touches: 'none',
      input: Type.Object(
        {
          draftId: uuid(),
          revision: Type.Integer({ minimum: 1 }),
          source: Source,
          title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        },
        { additionalProperties: false },
      ),
      output: Draft,
      async run(ctx, { draftId, revision, source, title }) {
        const before = await findDraft(ctx.tx, draftId, true);
        const isSame = before.source === source && (title === undefined || title === before.title);
        if (isSame && before.status === 'draft') return draftOf(before);
        requireSeen(before, revision);
        const status = decided(before, 'save', ctx, 'low');
        await ctx.tx.run(
          `update governance.draft set source = $3, title = $4, revision = revision + 1, status = $5, changed_by = $6, changed_at = now(),
             author_ids = case when $7 = any(author_ids) then author_ids else author_ids || $7 end,
             submitted_by = null, submitted_at = null, approved_by = null, approved_at = null, workflow = coalesce($8, workflow)
           where org_id = $1 and draft_id = $2`,
          [
            ctx.tx.orgId,
            draftId,
            source,
            title ?? before.title,
            status,
            ctx.actor.name,
            ctx.actor.id,
            workflowOf(source),
          ],
        );
        ctx.audit({
          subjectId: draftId,
          before: { revision: before.revision, status: before.status },
          after: { revision: before.revision + 1, status, source },
        });
        return draftOf(await findDraft(ctx.tx, draftId));
      },
    }),
    action({
      name: 'governance.draft.list',
      version: '1.0.0',
      summary: 'Drafts of workflows, last changed first',
      effect: 'read',
      permission: 'flow.review',
      route: 'GET /flows/drafts',
      touches: 'none',
      input: Type.Object(
        { ...pageInput, status: Type.Optional(Type.Enum(draftStatuses)) },
        { additionalProperties: false },
      ),
      output: pageOf(Draft),
      async run({ tx }, { cursor, limit = defaultLimit, status }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<DraftRow>(
          `select ${draftColumns} from governance.draft where org_id = $1 and ($2::text is null or status = $2)
             and ($3::timestamptz is null or (changed_at, draft_id) < ($3, $4::uuid))
           order by changed_at desc, draft_id desc limit $5`,
          [tx.orgId, status ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
        );
        return pageFrom(rows, limit, (row) => [row.sort, row.draft_id], draftOf);
      },
    }),
    action({
      name: 'governance.draft.read',
      version: '1.0.0',
      summary: 'A draft: its text, what it would touch, what is wrong with it, what was said of it',
      effect: 'read',
      permission: 'flow.review',
      route: 'GET /flows/drafts/:draftId',
      touches: 'none',
      input: Type.Object({ draftId: uuid() }, { additionalProperties: false }),
      output: Details,
      async run(ctx, { draftId }) {
        const { tx } = ctx;
        const row = await findDraft(tx, draftId);
        const judgement = await judgementOf(judge, ctx, row.source);
        const comments = await tx.rows<CommentRow>(
          `select comment_id, pointer, body, revision, made_by, made_at from governance.comment
           where org_id = $1 and draft_id = $2 order by made_at, comment_id limit 500`,
          [tx.orgId, draftId],
        );
        return {
          ...draftOf(row),
          source: row.source,
          baseSource: row.base_definition_id === null ? null : await sourceOf(tx, row.base_definition_id),
          judgement,
          impact:
            judgement.name === null
              ? { locations: 0, openRuns: 0, runsLast30Days: 0 }
              : await impactOf(tx, judgement.name),
          comments: comments.map((one) => ({
            commentId: one.comment_id,
            pointer: one.pointer,
            body: one.body,
            revision: one.revision,
            madeBy: one.made_by,
            madeAt: one.made_at,
          })),
        };
      },
    }),
    action({
      name: 'governance.draft.check',
      version: '1.0.0',
      summary: 'What is wrong with a text here, what policy says of it, and what it would touch; nothing is stored',
      effect: 'read',
      permission: 'flow.review',
      route: 'POST /flows/drafts/check',
      touches: 'none',
      input: Type.Object({ source: Source }, { additionalProperties: false }),
      output: Judgement,
      run: (ctx, { source }) => judgementOf(judge, ctx, source),
    }),
  ];
}
