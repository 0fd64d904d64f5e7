import { newId } from '../../platform/clock.ts';
import { sinceOf } from '../../platform/beginning.ts';
import type { Origin, StoredEvent } from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { DefinitionCache, Published } from './definition-cache.ts';
import type { Machine, StartRule } from './machine.ts';
import type { RunOrder } from './start-runs.ts';

/** A trigger that events may fire, compiled. */
export type EventTrigger = {
  readonly triggerId: string;
  readonly types: readonly string[];
  readonly origins: readonly Origin[];
  /** Whether an event came after the trigger was made, or switched on again. */
  readonly isSince: (event: StoredEvent) => boolean;
  /** Throws for an event that its filter cannot judge. */
  readonly matches: (cloudEvent: unknown) => boolean;
  readonly order: (cloudEvent: unknown, runId: string, event: StoredEvent) => RunOrder;
};

type EventSettings = { types: string[]; filter: unknown; origins: Origin[] };
type TriggerRow = {
  trigger_id: string;
  definition_id: string;
  settings: EventSettings;
  from_epoch: number;
  from_xid: string;
  from_position: number;
  from_snapshot: string | null;
};

/** The enabled event triggers of an organisation. */
export async function readEventTriggers<D>(
  tx: Tx,
  machine: Machine<D>,
  definitions: DefinitionCache<D>,
): Promise<EventTrigger[]> {
  const rows = await tx.rows<TriggerRow>(
    `select trigger_id, definition_id, settings, from_epoch, from_xid::text as from_xid, from_position,
       from_snapshot::text as from_snapshot
     from flows.trigger
     where org_id = $1 and kind = 'event' and enabled order by trigger_id`,
    [tx.orgId],
  );
  const published = await definitions.load(tx, [...new Set(rows.map((row) => row.definition_id))]);
  return rows.map((row) => ({
    triggerId: row.trigger_id,
    types: row.settings.types,
    origins: row.settings.origins,
    isSince: sinceOf({
      epoch: row.from_epoch,
      xid: row.from_xid,
      position: row.from_position,
      snapshot: row.from_snapshot,
    }),
    matches: machine.filter(row.settings.filter),
    order: (cloudEvent, runId, event) => ({
      runId,
      definitionId: row.definition_id,
      input: cloudEvent,
      startedBy: `event ${event.type}`,
      from: event,
      ...(event.traceId === null ? {} : { traceId: event.traceId }),
      ...labelsOf(machine, published.get(row.definition_id), cloudEvent),
    }),
  }));
}

function labelsOf<D>(machine: Machine<D>, published: Published<D> | undefined, input: unknown): Partial<RunOrder> {
  return published === undefined ? {} : machine.labels(published.compiled, input);
}

/** Replaces the triggers of a workflow by those of a newly published version, which begin now. */
export async function replaceTriggers(
  tx: Tx,
  definition: { definitionId: string; namespace: string; name: string },
  rules: readonly (StartRule & { readonly nextAtMs: number | undefined })[],
  by: string,
): Promise<void> {
  await tx.run(
    `delete from flows.trigger t using flows.definition d
     where t.org_id = $1 and d.org_id = $1 and d.definition_id = t.definition_id and d.namespace = $2 and d.name = $3`,
    [tx.orgId, definition.namespace, definition.name],
  );
  await tx.run(
    `insert into flows.trigger (org_id, trigger_id, definition_id, kind, settings, from_epoch, from_xid, from_position,
       from_snapshot, next_at, made_by)
     select $1, t.trigger_id, $2, t.kind, t.settings, (select number from platform.epoch), pg_snapshot_xmin(now.snapshot), 0,
       now.snapshot, t.next_at, $4
     from json_to_recordset($3) as t (trigger_id uuid, kind text, settings jsonb, next_at timestamptz)
     cross join (select platform.committed_now() as snapshot) now`,
    [
      tx.orgId,
      definition.definitionId,
      JSON.stringify(
        rules.map((rule) => ({
          trigger_id: newId(),
          kind: rule.kind,
          settings:
            rule.kind === 'event'
              ? { types: rule.types, filter: rule.filter, origins: ['live'] }
              : { schedule: rule.schedule, afterMs: rule.afterMs },
          next_at: rule.nextAtMs === undefined ? null : new Date(rule.nextAtMs).toISOString(),
        })),
      ),
      by,
    ],
  );
  await tellReader(tx);
}

/** Lets the reader of the log know that triggers have changed; makes one that begins now where there is none. */
export async function tellReader(tx: Tx): Promise<void> {
  await tx.run(
    `insert into flows.reader (org_id, epoch, xid, position, triggers_version)
     values ($1, (select number from platform.epoch), pg_snapshot_xmin(pg_current_snapshot()), 0, 1)
     on conflict (org_id) do update set triggers_version = flows.reader.triggers_version + 1`,
    [tx.orgId],
  );
}

/** Lets schedules that count from the end of their run start again, in the transaction in which it ends. `startedBy` of the runs that ended. */
export async function scheduleAgain(tx: Tx, startedBy: readonly string[]): Promise<void> {
  const triggerIds = startedBy.flatMap((by) => /^schedule (\S+)$/.exec(by)?.[1] ?? []);
  if (triggerIds.length === 0) return;
  await tx.run(
    `update flows.trigger set next_at = now() + (settings ->> 'afterMs')::double precision * interval '1 millisecond'
     where org_id = $1 and trigger_id = any($2::uuid[]) and next_at is null and settings ->> 'afterMs' is not null`,
    [tx.orgId, triggerIds],
  );
}
