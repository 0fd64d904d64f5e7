import type { StoredEvent } from '../../platform/event-log.ts';
import type { Database, Tx } from '../../platform/postgres.ts';

/** What a stop holds: a workflow (`namespace/name`), a location, both together, or everything when both are null. */
export type Stop = { readonly workflow: string | null; readonly locationId: string | null };

/** The stops that hold. */
export async function readStops(tx: Tx): Promise<Stop[]> {
  const rows = await tx.rows<{ workflow: string | null; location_id: string | null }>(
    'select workflow, location_id from flows.stop where org_id = $1 and ended_at is null',
    [tx.orgId],
    'flows-stops',
  );
  return rows.map((row) => ({ workflow: row.workflow, locationId: row.location_id }));
}

/** Whether a workflow is stopped everywhere. */
export function isStopped(stops: readonly Stop[], workflow: string): boolean {
  return stops.some((stop) => stop.locationId === null && (stop.workflow === null || stop.workflow === workflow));
}

/** Which locations' events a trigger hears. */
export type Reach = {
  readonly workflow: string;
  readonly only: readonly string[] | null;
  readonly except: readonly string[] | null;
};

/** Whether an event concerns a trigger, given where it applies and what is stopped. An event of no location concerns what is not a canary. */
export function reachOf({ workflow, only, except }: Reach, stops: readonly Stop[]): (event: StoredEvent) => boolean {
  if (isStopped(stops, workflow)) return () => false;
  const left = new Set(except);
  for (const { locationId, workflow: stopped } of stops)
    if (locationId !== null && (stopped === null || stopped === workflow)) left.add(locationId);
  const within = only === null ? undefined : new Set(only);
  return ({ locationId }) =>
    locationId === null ? within === undefined : !left.has(locationId) && within?.has(locationId) !== false;
}

/** Lets every run that a stop of the organisation holds stand still: those that began or went on while it was made too. */
export async function suspendStopped(tx: Tx): Promise<number> {
  const held = await tx.run(
    `insert into flows.stopped_run (org_id, stop_id, run_id)
     select r.org_id, s.stop_id, r.run_id
     from flows.stop s
     join flows.run r on r.org_id = s.org_id and r.ended_at is null and (r.status in ('running', 'waiting')
       or (r.status = 'suspended' and exists (
         select from flows.stopped_run o where o.org_id = r.org_id and o.run_id = r.run_id)))
     join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id
     where s.org_id = $1 and s.ended_at is null
       and (s.workflow is null or s.workflow = d.namespace || '/' || d.name)
       and (s.location_id is null or exists (
         select from flows.run_key k where k.org_id = r.org_id and k.business_key = 'location:' || s.location_id and k.run_id = r.run_id))
     on conflict do nothing`,
    [tx.orgId],
  );
  if (held === 0) return 0;
  await command(
    tx,
    'suspend',
    `select distinct h.run_id from flows.stopped_run h
     join flows.stop s on s.org_id = h.org_id and s.stop_id = h.stop_id and s.ended_at is null
     join flows.run r on r.org_id = h.org_id and r.run_id = h.run_id and r.status in ('running', 'waiting')
     where h.org_id = $1`,
  );
  return held;
}

/** Lets the runs go on that only this stop held. It has just ended. */
export async function resumeStopped(tx: Tx, stopId: string): Promise<void> {
  await command(
    tx,
    'resume',
    `select h.run_id from flows.stopped_run h where h.org_id = $1 and h.stop_id = $2 and not exists (
       select from flows.stopped_run o join flows.stop s on s.org_id = o.org_id and s.stop_id = o.stop_id and s.ended_at is null
       where o.org_id = $1 and o.run_id = h.run_id)`,
    stopId,
  );
  await tx.run('delete from flows.stopped_run where org_id = $1 and stop_id = $2', [tx.orgId, stopId]);
}

/** Gives all runs that a query finds a command, however many they are. */
async function command(tx: Tx, verb: 'suspend' | 'resume', runs: string, ...values: readonly string[]): Promise<void> {
  await tx.run(
    `with told as (${runs}), given as (
       insert into flows.inbox (org_id, run_id, kind, data)
       select $1, run_id, 'command', jsonb_build_object('command', '${verb}') from told returning run_id
     )
     insert into flows.due (org_id, run_id, due_at, priority, state_version)
     select $1, r.run_id, clock_timestamp(), r.priority, r.state_version
     from given join flows.run r on r.org_id = $1 and r.run_id = given.run_id
     order by r.run_id on conflict (org_id, run_id) do update set due_at = flows.due.due_at`,
    [tx.orgId, ...values],
  );
}

/** Holds what came about beside a stop: children of runs, queued runs whose turn has come. */
export async function sweepStops(database: Database, onDue: (orgId: string) => void): Promise<number> {
  const stopped = await database.outside<{ org_id: string }>('select org_id from flows.organisations_stopped()');
  let held = 0;
  for (const { org_id: orgId } of stopped) {
    const count = await database.transaction(orgId, suspendStopped);
    if (count > 0) onDue(orgId);
    held += count;
  }
  return held;
}
