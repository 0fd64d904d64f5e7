import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { readLocation } from '../network/index.ts';
import { resumeStopped, suspendStopped } from './stops.ts';
import { tellReader } from './triggers.ts';

const orNull = <T extends ReturnType<typeof instant>>(schema: T) => Type.Union([schema, Type.Null()]);
const Stop = Type.Object({
  stopId: uuid(),
  workflow: Type.Union([Type.String(), Type.Null()], { description: 'namespace/name; null: every workflow' }),
  locationId: Type.Union([uuid(), Type.Null()], { description: 'Null: everywhere' }),
  why: Type.String(),
  madeAt: instant(),
  madeBy: Type.String(),
  endedAt: orNull(instant()),
  endedBy: Type.Union([Type.String(), Type.Null()]),
  runs: Type.Integer({ description: 'Runs that stand still because of it' }),
});
type Row = {
  stop_id: string;
  workflow: string | null;
  location_id: string | null;
  why: string;
  made_at: string;
  made_by: string;
  ended_at: string | null;
  ended_by: string | null;
  runs: number;
};
const columns = `s.stop_id, s.workflow, s.location_id, s.why, s.made_at, s.made_by, s.ended_at, s.ended_by,
  (select count(*)::integer from flows.stopped_run h where h.org_id = s.org_id and h.stop_id = s.stop_id) as runs`;

function stopOf(row: Row) {
  return {
    stopId: row.stop_id,
    workflow: row.workflow,
    locationId: row.location_id,
    why: row.why,
    madeAt: row.made_at,
    madeBy: row.made_by,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    runs: row.runs,
  };
}

export function stopActions(wake: (orgId: string) => void): readonly RegisteredAction[] {
  return [
    action({
      name: 'flows.stop.make',
      version: '1.0.0',
      summary: 'Emergency stop: of a workflow, of a location, or of everything',
      description:
        'Runs stand still and none begins, until the stop is ended; what an action is doing at that moment is finished. Events that come meanwhile start nothing, also later. Of a location, the runs stop that an event of it started. Repeated with the same `stopId`, it changes nothing.',
      effect: 'write',
      undoneBy: 'flows.stop.end',
      permission: 'flow.stop',
      route: 'PUT /flows/stops/:stopId',
      touches: 'all',
      input: Type.Object(
        {
          stopId: uuid(),
          workflow: Type.Optional(Type.String({ minLength: 3, maxLength: 401, pattern: '^[^/]+/[^/]+$' })),
          locationId: Type.Optional(uuid()),
          why: Type.String({ minLength: 1, maxLength: 500 }),
        },
        { additionalProperties: false },
      ),
      output: Stop,
      async run(ctx, { stopId, workflow, locationId, why }) {
        const { tx } = ctx;
        await requireKnown(ctx, workflow, locationId);
        const made = await tx.run(
          `insert into flows.stop (org_id, stop_id, workflow, location_id, why, made_by) values ($1, $2, $3, $4, $5, $6)
           on conflict do nothing`,
          [tx.orgId, stopId, workflow ?? null, locationId ?? null, why, ctx.actor.name],
        );
        if (made > 0) {
          await suspendStopped(tx);
          await tellReader(tx);
          tx.afterCommit(() => wake(tx.orgId));
          tell(ctx, 'flows.stop.made', { stopId, workflow, locationId, why });
          ctx.audit({ subjectId: stopId, locationId: locationId ?? null, after: { workflow, locationId, why } });
        }
        return readStop(ctx, stopId);
      },
    }),
    action({
      name: 'flows.stop.end',
      version: '1.0.0',
      summary: 'End an emergency stop: its runs go on',
      effect: 'write',
      permission: 'flow.stop',
      route: 'POST /flows/stops/:stopId/end',
      touches: 'all',
      input: Type.Object({ stopId: uuid() }, { additionalProperties: false }),
      output: Stop,
      async run(ctx, { stopId }) {
        const { tx } = ctx;
        const ended = await tx.run(
          'update flows.stop set ended_at = now(), ended_by = $3 where org_id = $1 and stop_id = $2 and ended_at is null',
          [tx.orgId, stopId, ctx.actor.name],
        );
        if (ended > 0) {
          await resumeStopped(tx, stopId);
          await tellReader(tx);
          tx.afterCommit(() => wake(tx.orgId));
          tell(ctx, 'flows.stop.ended', { stopId });
          ctx.audit({ subjectId: stopId, after: { ended: true } });
        }
        return readStop(ctx, stopId);
      },
    }),
    action({
      name: 'flows.stop.list',
      version: '1.0.0',
      summary: 'Emergency stops: those that hold first, then the last hundred',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/stops',
      touches: 'none',
      input: Type.Object({}, { additionalProperties: false }),
      output: Type.Object({ items: Type.Array(Stop) }),
      async run({ tx }) {
        const rows = await tx.rows<Row>(
          `select ${columns} from flows.stop s where s.org_id = $1
           order by s.ended_at is not null, s.made_at desc, s.stop_id limit 100`,
          [tx.orgId],
        );
        return { items: rows.map(stopOf) };
      },
    }),
  ];
}

async function readStop({ tx }: ActionContext, stopId: string) {
  const row = await tx.row<Row>(`select ${columns} from flows.stop s where s.org_id = $1 and s.stop_id = $2`, [
    tx.orgId,
    stopId,
  ]);
  if (row === undefined) throw fault('not-found', 'STOP_UNKNOWN', `There is no emergency stop ${stopId}.`);
  return stopOf(row);
}

async function requireKnown({ tx }: ActionContext, workflow: string | undefined, locationId: string | undefined) {
  if (workflow !== undefined) {
    const known = await tx.row(
      `select 1 as found from flows.definition where org_id = $1 and namespace || '/' || name = $2 limit 1`,
      [tx.orgId, workflow],
    );
    if (known === undefined)
      throw fault('not-found', 'DEFINITION_UNKNOWN', `There is no published workflow ${workflow}.`, [
        { pointer: '/workflow', detail: 'is the name of no published workflow' },
      ]);
  }
  if (locationId !== undefined) await readLocation(tx, locationId);
}

function tell(ctx: ActionContext, type: string, data: object): void {
  const occurredAt = new Date(ctx.nowMs()).toISOString();
  ctx.emit({ type, subjectId: null, locationId: null, occurredAt, data: { ...data, by: ctx.actor.name } });
}
