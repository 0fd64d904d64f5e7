import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { action, openAction, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { figuresOf, liveVersionOf, type Flows } from '../flows/index.ts';
import { readLocations } from '../network/index.ts';
import { decided, findDraft, requireSeen, tell } from './drafts.ts';
import { findRelease, Release, releaseColumns, releaseOf, type ReleaseRow } from './releases.ts';
import { requireReady } from './review-actions.ts';

export type ReleaseDeps = Pick<Flows, 'judge' | 'publish' | 'link' | 'reinstate' | 'retire'>;

const Figures = Type.Object({
  started: Type.Integer(),
  open: Type.Integer(),
  completed: Type.Integer(),
  faulted: Type.Integer(),
  meanMs: Type.Union([Type.Number(), Type.Null()], { description: 'Mean duration of those that completed' }),
  actions: Type.Record(Type.String(), Type.Integer(), { description: 'How often each action was done' }),
});
const Watched = Type.Object({
  ...Release.properties,
  figures: Type.Object({
    here: Figures,
    beside: Type.Union([Figures, Type.Null()], { description: 'The version beside it, in the same time' }),
    before: Type.Union([Figures, Type.Null()], { description: 'That version in as much time before the release' }),
  }),
});
const Why = Type.String({ minLength: 1, maxLength: 500 });
const dayMs = 86_400_000;

export function releaseActions(deps: ReleaseDeps): readonly RegisteredAction[] {
  return [
    openAction({
      name: 'governance.release.make',
      version: '1.0.0',
      summary: 'Let an approved draft go live, at some locations first or everywhere',
      description:
        'As a canary it is started by the events of its locations, and there no longer by the version beside it; the clock, and events of no location, go on starting that one. It is rolled back by itself when more than `alarm.faultShare` of at least `alarm.minRuns` ended runs faulted, and more than beside it. Idempotent by `releaseId`.',
      effect: 'write',
      undoneBy: 'governance.release.roll-back',
      permission: 'flow.manage',
      route: 'PUT /flows/releases/:releaseId',
      touches: 'all',
      input: Type.Object(
        {
          releaseId: uuid(),
          draftId: uuid(),
          revision: Type.Integer({ minimum: 1 }),
          locationIds: Type.Optional(Type.Array(uuid(), { minItems: 1, maxItems: 1_000, uniqueItems: true })),
          alarm: Type.Optional(
            Type.Object(
              {
                minRuns: Type.Integer({ minimum: 1, maximum: 10_000 }),
                faultShare: Type.Number({ minimum: 0, maximum: 1 }),
              },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
      output: Release,
      async run(ctx, input) {
        const { source } = await ctx.inTransaction((part) => findDraft(part.tx, input.draftId));
        const linked = await deps.link(ctx.grant.orgId, source);
        return ctx.inTransaction((part) => release(deps, part, input, source, linked));
      },
    }),
    action({
      name: 'governance.release.list',
      version: '1.0.0',
      summary: 'Releases of workflows, newest first',
      effect: 'read',
      permission: 'flow.review',
      route: 'GET /flows/releases',
      touches: 'none',
      input: Type.Object({ ...pageInput, draftId: Type.Optional(uuid()) }, { additionalProperties: false }),
      output: pageOf(Release),
      async run({ tx }, { cursor, limit = defaultLimit, draftId }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<ReleaseRow>(
          `select ${releaseColumns} from governance.release where org_id = $1 and ($2::uuid is null or draft_id = $2)
             and ($3::timestamptz is null or (released_at, release_id) < ($3, $4::uuid))
           order by released_at desc, release_id desc limit $5`,
          [tx.orgId, draftId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
        );
        return pageFrom(rows, limit, (row) => [row.sort, row.release_id], releaseOf);
      },
    }),
    action({
      name: 'governance.release.read',
      version: '1.0.0',
      summary: 'A release with what its runs did, beside the version before',
      effect: 'read',
      permission: 'flow.review',
      route: 'GET /flows/releases/:releaseId',
      touches: 'none',
      input: Type.Object({ releaseId: uuid() }, { additionalProperties: false }),
      output: Watched,
      run: async (ctx, { releaseId }) => watched(ctx, await findRelease(ctx.tx, releaseId)),
    }),
    action({
      name: 'governance.release.widen',
      version: '1.0.0',
      summary: 'Let a canary go live everywhere',
      effect: 'write',
      undoneBy: 'governance.release.roll-back',
      permission: 'flow.manage',
      route: 'POST /flows/releases/:releaseId/widen',
      touches: 'all',
      input: Type.Object({ releaseId: uuid() }, { additionalProperties: false }),
      output: Release,
      async run(ctx, { releaseId }) {
        const row = await findRelease(ctx.tx, releaseId, true);
        if (row.status === 'everywhere') return releaseOf(row);
        if (row.status !== 'canary') throw wrongState(row, 'widen');
        await deps.reinstate(ctx, row.definition_id);
        return end(ctx, row, 'everywhere', null);
      },
    }),
    action({
      name: 'governance.release.roll-back',
      version: '1.0.0',
      summary: 'Take a release back: the version before it starts runs again; runs that are under way go on',
      effect: 'write',
      permission: 'flow.manage',
      route: 'POST /flows/releases/:releaseId/roll-back',
      touches: 'all',
      input: Type.Object({ releaseId: uuid(), why: Why }, { additionalProperties: false }),
      output: Release,
      async run(ctx, { releaseId, why }) {
        const row = await findRelease(ctx.tx, releaseId, true);
        if (row.status === 'rolled-back') return releaseOf(row);
        await deps.retire(ctx, row.definition_id);
        if (row.status === 'everywhere' && row.before_definition_id !== null)
          await deps.reinstate(ctx, row.before_definition_id);
        return end(ctx, row, 'rolled-back', why);
      },
    }),
  ];
}

async function release(
  deps: ReleaseDeps,
  ctx: ActionContext,
  {
    releaseId,
    draftId,
    revision,
    locationIds,
    alarm = { minRuns: 5, faultShare: 0.2 },
  }: {
    releaseId: string;
    draftId: string;
    revision: number;
    locationIds?: string[];
    alarm?: { minRuns: number; faultShare: number };
  },
  source: string,
  linked: string | undefined,
) {
  const { tx } = ctx;
  const [there] = await tx.rows<ReleaseRow>(
    `select ${releaseColumns} from governance.release where org_id = $1 and release_id = $2`,
    [tx.orgId, releaseId],
  );
  if (there !== undefined) return releaseOf(there);
  const draft = await findDraft(tx, draftId, true);
  requireSeen(draft, revision);
  if (draft.source !== source) requireSeen(draft, -1);
  const { name, risk } = await requireReady(deps.judge, ctx, draft);
  const status = decided(draft, 'release', ctx, risk.level);
  if (locationIds !== undefined) await requireLocations(ctx, locationIds);
  if (name === null) throw new Error('a draft without problems has a name');
  const before = await liveVersionOf(tx, name);
  const { definitionId } = await deps.publish(ctx, source, {
    linked,
    ...(locationIds === undefined ? {} : { canaryAt: locationIds }),
  });
  await tx.run('update governance.draft set status = $3 where org_id = $1 and draft_id = $2', [
    tx.orgId,
    draftId,
    status,
  ]);
  await tx.run(
    `insert into governance.release (org_id, release_id, draft_id, definition_id, before_definition_id, workflow, status, location_ids,
       alarm_min_runs, alarm_fault_share, released_by) values ($1, $2, $3, $4, $5, $6, $7, $8::uuid[], $9, $10, $11)`,
    [
      tx.orgId,
      releaseId,
      draftId,
      definitionId,
      before ?? null,
      `${name.namespace}/${name.name}`,
      locationIds === undefined ? 'everywhere' : 'canary',
      locationIds ?? null,
      alarm.minRuns,
      alarm.faultShare,
      ctx.actor.name,
    ],
  );
  ctx.audit({ subjectId: releaseId, after: { draftId, definitionId, version: name.version, locationIds, alarm } });
  const made = await findRelease(tx, releaseId);
  tell(ctx, 'governance.release.made', {
    releaseId,
    workflow: made.workflow,
    version: name.version,
    status: made.status,
  });
  return releaseOf(made);
}

async function requireLocations({ tx }: ActionContext, locationIds: readonly string[]): Promise<void> {
  const known = await readLocations(tx, locationIds);
  const problems = locationIds.flatMap((id, index) =>
    known.has(id) ? [] : [{ pointer: `/locationIds/${index}`, detail: 'is no location of this organisation' }],
  );
  if (problems.length > 0)
    throw fault('not-found', 'LOCATION_UNKNOWN', `${problems.length} of the locations do not exist.`, problems);
}

async function end(ctx: ActionContext, row: ReleaseRow, status: 'everywhere' | 'rolled-back', why: string | null) {
  await ctx.tx.run(
    `update governance.release set status = $3, ended_at = now(), ended_by = $4, why = $5 where org_id = $1 and release_id = $2`,
    [ctx.tx.orgId, row.release_id, status, ctx.actor.name, why],
  );
  ctx.audit({ subjectId: row.release_id, before: { status: row.status }, after: { status, why } });
  const type = status === 'everywhere' ? 'governance.release.widened' : 'governance.release.rolled-back';
  tell(ctx, type, { releaseId: row.release_id, workflow: row.workflow, why });
  return releaseOf(await findRelease(ctx.tx, row.release_id));
}

function wrongState(row: ReleaseRow, verb: string) {
  return fault('conflict', 'RELEASE_STATE', `The release is ${row.status}: ${verb} is not possible now.`);
}

async function watched(ctx: ActionContext, row: ReleaseRow) {
  const { tx } = ctx;
  const sinceMs = Date.parse(row.released_at);
  const untilMs = row.ended_at === null || row.status === 'everywhere' ? ctx.nowMs() : Date.parse(row.ended_at);
  const since = await figuresOf(tx, definitionsOf(row), sinceMs, untilMs);
  const spanMs = Math.max(dayMs, untilMs - sinceMs);
  const { before_definition_id: before } = row;
  const earlier = before === null ? undefined : (await figuresOf(tx, [before], sinceMs - spanMs, sinceMs)).get(before);
  const beside = before === null ? undefined : since.get(before);
  const here = since.get(row.definition_id);
  if (here === undefined) throw new Error('figures are told of every definition asked for');
  return { ...releaseOf(row), figures: { here, beside: beside ?? null, before: earlier ?? null } };
}

export function definitionsOf({ definition_id: own, before_definition_id: before }: ReleaseRow): string[] {
  return before === null ? [own] : [own, before];
}
