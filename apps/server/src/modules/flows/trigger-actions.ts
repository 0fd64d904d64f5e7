import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { tellReader } from './triggers.ts';
import { triggerUnknown } from './unknown.ts';

const Trigger = Type.Object({
  triggerId: uuid(),
  definitionId: uuid(),
  workflow: Type.String(),
  kind: Type.Enum(['event', 'schedule']),
  settings: Type.Unknown(),
  enabled: Type.Boolean(),
  nextAt: Type.Union([instant(), Type.Null()]),
});
type TriggerRow = {
  trigger_id: string;
  definition_id: string;
  workflow: string;
  kind: 'event' | 'schedule';
  settings: unknown;
  enabled: boolean;
  next_at: string | null;
};
const select = `select t.trigger_id, t.definition_id, d.namespace || '/' || d.name || ':' || d.version as workflow, t.kind, t.settings, t.enabled, t.next_at
  from flows.trigger t join flows.definition d on d.org_id = t.org_id and d.definition_id = t.definition_id`;

function triggerOf(row: TriggerRow) {
  return {
    triggerId: row.trigger_id,
    definitionId: row.definition_id,
    workflow: row.workflow,
    kind: row.kind,
    settings: row.settings,
    enabled: row.enabled,
    nextAt: row.next_at,
  };
}

export const triggerActions: readonly RegisteredAction[] = [
  action({
    name: 'flows.trigger.list',
    version: '1.0.0',
    summary: 'What starts runs by itself: events and schedules',
    effect: 'read',
    permission: 'flow.read',
    route: 'GET /flows/triggers',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Trigger) }),
    async run({ tx }) {
      const rows = await tx.rows<TriggerRow>(
        `${select} where t.org_id = $1 order by t.made_at, t.trigger_id limit 5000`,
        [tx.orgId],
      );
      return { items: rows.map(triggerOf) };
    },
  }),
  action({
    name: 'flows.trigger.enable',
    version: '1.0.0',
    summary: 'Switch a trigger on or off; events that come while it is off start nothing',
    effect: 'write',
    permission: 'flow.manage',
    route: 'PATCH /flows/triggers/:triggerId',
    touches: 'all',
    input: Type.Object(
      {
        triggerId: uuid(),
        enabled: Type.Boolean(),
        origins: Type.Optional(
          Type.Array(Type.Enum(['live', 'late', 'import', 'replay']), {
            minItems: 1,
            maxItems: 4,
            description: 'Which events fire it: `live` only unless told',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    output: Trigger,
    async run(ctx, { triggerId, enabled, origins }) {
      const changed = await ctx.tx.run(
        `update flows.trigger set enabled = $3,
           settings = case when $4::jsonb is null then settings else jsonb_set(settings, '{origins}', $4::jsonb) end,
           from_epoch = case when $3 and not enabled then (select number from platform.epoch) else from_epoch end,
           from_xid = case when $3 and not enabled then pg_snapshot_xmin(pg_current_snapshot()) else from_xid end,
           from_position = case when $3 and not enabled then 0 else from_position end,
           from_snapshot = case when $3 and not enabled then platform.committed_now() else from_snapshot end
         where org_id = $1 and trigger_id = $2`,
        [ctx.tx.orgId, triggerId, enabled, origins === undefined ? null : JSON.stringify(origins)],
      );
      if (changed === 0) throw triggerUnknown(triggerId);
      await tellReader(ctx.tx);
      const row = await ctx.tx.row<TriggerRow>(`${select} where t.org_id = $1 and t.trigger_id = $2`, [
        ctx.tx.orgId,
        triggerId,
      ]);
      if (row === undefined) throw new Error('a trigger that was just changed is not there');
      ctx.audit({ subjectId: triggerId, after: { enabled, origins } });
      return triggerOf(row);
    },
  }),
];
