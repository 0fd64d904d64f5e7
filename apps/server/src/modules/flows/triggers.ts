import { newId } from '../../platform/clock.ts';
import { sinceOf } from '../../platform/beginning.ts';
import type { Origin, StoredEvent } from '../../platform/event-log.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { DefinitionCache, Published } from './definition-cache.ts';
import type { Machine, StartRule } from './machine.ts';
import type { RunOrder } from './start-runs.ts';
import { readStops, reachOf } from './stops.ts';

/** A trigger that events may fire, compiled. */
export type EventTrigger = {
  readonly triggerId: string;
  readonly types: readonly string[];
  readonly origins: readonly Origin[];
  /** Whether an event came after the trigger was made, or switched on again. */
  readonly isSince: (event: StoredEvent) => boolean;
  /** Whether the trigger applies where the event happened. */
  readonly concerns: (event: StoredEvent) => boolean;
  /** Throws for an event that its filter cannot judge. */
  readonly matches: (cloudEvent: unknown) => boolean;
  readonly order: (cloudEvent: unknown, runId: string, event: StoredEvent) => RunOrder;
};

type EventSettings = { types: string[]; filter: unknown; origins: Origin[] };
type TriggerRow = {
  trigger_id: string;
  definition_id: string;
  workflow: string;
  settings: EventSettings;
  only_location_ids: string[] | null;
  except_location_ids: string[] | null;
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
    `select t.trigger_id, t.definition_id, d.namespace || '/' || d.name as workflow, t.settings, t.only_location_ids,
       t.except_location_ids, t.from_epoch, t.from_xid::text as from_xid, t.from_position, t.from_snapshot::text as from_snapshot
     from flows.trigger t join flows.definition d on d.org_id = t.org_id and d.definition_id = t.definition_id
     where t.org_id = $1 and t.kind = 'event' and t.enabled order by t.trigger_id`,
    [tx.orgId],
  );
  const stops = await readStops(tx);
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
    concerns: reachOf({ workflow: row.workflow, only: row.only_location_ids, except: row.except_location_ids }, stops),
    matches: machine.filter(row.settings.filter),
    order: (cloudEvent, runId, event) => ({
      runId,
      definitionId: row.definition_id,
      input: cloudEvent,
      startedBy: `event ${event.type}`,
      from: event,
      ...(event.traceId === null ? {} : { traceId: event.traceId }),
      ...labelsOf(machine, published.get(row.definition_id), cloudEvent, event.locationId),
    }),
  }));
}

/** What the definition says of the run, and where its event happened: by that a location's runs are found and stopped. */
function labelsOf<D>(
  machine: Machine<D>,
  published: Published<D> | undefined,
  input: unknown,
  locationId: string | null,
): Partial<RunOrder> {
  const labels = published === undefined ? undefined : machine.labels(published.compiled, input);
  const place = locationId === null ? [] : [`location:${locationId}`];
  return { ...labels, businessKeys: [...new Set([...(labels?.businessKeys ?? []), ...place])] };
}

export type NextRule = StartRule & { readonly nextAtMs: number | undefined };

/** Takes away what starts runs of a workflow, whichever its version. */
export async function removeTriggers(tx: Tx, { namespace, name }: { namespace: string; name: string }): Promise<void> {
  await tx.run(
    `delete from flows.trigger t using flows.definition d
     where t.org_id = $1 and d.org_id = $1 and d.definition_id = t.definition_id and d.namespace = $2 and d.name = $3`,
    [tx.orgId, namespace, name],
  );
  await tellReader(tx);
}

/** Lets the versions of a workflow that are live hear the events of all locations but these. */
export async function leaveOut(
  tx: Tx,
  { namespace, name }: { namespace: string; name: string },
  locationIds: readonly string[] | null,
): Promise<void> {
  await tx.run(
    `update flows.trigger t set except_location_ids = $4::uuid[] from flows.definition d
     where t.org_id = $1 and d.org_id = $1 and d.definition_id = t.definition_id and d.namespace = $2 and d.name = $3
       and d.stage = 'live'`,
    [tx.orgId, namespace, name, locationIds],
  );
  await tellReader(tx);
}

/** Starts runs of a version from now on; with `onlyLocationIds` for the events of these locations alone. */
export async function addTriggers(
  tx: Tx,
  definitionId: string,
  rules: readonly NextRule[],
  by: string,
  onlyLocationIds: readonly string[] | null = null,
): Promise<void> {
  await tx.run(
    `insert into flows.trigger (org_id, trigger_id, definition_id, kind, settings, from_epoch, from_xid, from_position,
       from_snapshot, next_at, made_by, only_location_ids)
     select $1, t.trigger_id, $2, t.kind, t.settings, (select number from platform.epoch), pg_snapshot_xmin(now.snapshot), 0,
       now.snapshot, t.next_at, $4, $5::uuid[]
     from json_to_recordset($3) as t (trigger_id uuid, kind text, settings jsonb, next_at timestamptz)
     cross join (select platform.committed_now() as snapshot) now`,
    [
      tx.orgId,
      definitionId,
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
      onlyLocationIds,
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
