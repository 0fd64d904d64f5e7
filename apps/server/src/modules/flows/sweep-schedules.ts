import { createHash } from 'node:crypto';
import { uuidV8 } from '@barrow/kernel';
import type { Database, Tx } from '../../platform/postgres.ts';
import type { Machine } from './machine.ts';
import { zonesOf, type ReadTimeZones } from './schedule-zones.ts';
import { startLater, type RunOrder, type VaryRuns } from './start-runs.ts';
import { isStopped, readStops } from './stops.ts';

export type ScheduleDeps = {
  readonly database: Database;
  readonly nowMs: () => number;
  readonly machine: Pick<Machine<never>, 'clockOf' | 'nextStart'>;
  readonly timeZones: ReadTimeZones;
  readonly label: (tx: Tx, definitionId: string, input: unknown) => Promise<Partial<RunOrder>>;
  readonly vary: VaryRuns;
  readonly onDue: (orgId: string) => void;
};

type Row = {
  trigger_id: string;
  definition_id: string;
  workflow: string;
  settings: { schedule: unknown };
  next_at: string;
};

/**
 * Starts what schedules ask for. A run is known by its trigger and its time, so it is started once; times that passed while no process
 * ran are made up for by one run.
 */
export async function sweepSchedules(deps: ScheduleDeps): Promise<number> {
  const due = await deps.database.outside<{ org_id: string; trigger_id: string }>(
    'select org_id, trigger_id from flows.schedules_due(200)',
  );
  for (const [orgId, rows] of Map.groupBy(due, (row) => row.org_id)) {
    await deps.database.transaction(orgId, (tx) =>
      startScheduled(
        tx,
        deps,
        rows.map((row) => row.trigger_id),
      ),
    );
    deps.onDue(orgId);
  }
  return due.length;
}

async function startScheduled(tx: Tx, deps: ScheduleDeps, triggerIds: readonly string[]): Promise<void> {
  const rows = await tx.rows<Row>(
    `select t.trigger_id, t.definition_id, d.namespace || '/' || d.name as workflow, t.settings, t.next_at
     from flows.trigger t join flows.definition d on d.org_id = t.org_id and d.definition_id = t.definition_id
     where t.org_id = $1 and t.trigger_id = any($2::uuid[]) and t.enabled and t.next_at <= now()
     order by t.trigger_id for update of t skip locked`,
    [tx.orgId, triggerIds],
  );
  const stops = await readStops(tx);
  const clocks = new Map(rows.map((row) => [row.trigger_id, deps.machine.clockOf(row.settings.schedule)]));
  const zoneOf = await zonesOf(tx, deps.timeZones, [...clocks.values()]);
  const organisationZone = zoneOf({ timeZone: null, location: null });
  const orders: RunOrder[] = [];
  const nexts: (string | null)[] = [];
  for (const row of rows) {
    if (!isStopped(stops, row.workflow)) {
      const input = { scheduledFor: row.next_at };
      orders.push({
        runId: uuidV8(createHash('sha256').update(`${row.trigger_id} ${row.next_at}`).digest()),
        definitionId: row.definition_id,
        input,
        startedBy: `schedule ${row.trigger_id}`,
        ...(await deps.label(tx, row.definition_id, input)),
      });
    }
    const clock = clocks.get(row.trigger_id);
    const zone = (clock === undefined ? undefined : zoneOf(clock)) ?? organisationZone ?? 'UTC';
    const afterMs = Math.max(deps.nowMs(), Date.parse(row.next_at));
    const nextMs = deps.machine.nextStart(row.settings.schedule, afterMs, zone);
    nexts.push(nextMs === undefined ? null : new Date(nextMs).toISOString());
  }
  await startLater(tx, deps.vary, orders, deps.nowMs());
  await tx.run(
    `update flows.trigger t set next_at = k.next_at from unnest($2::uuid[], $3::timestamptz[]) as k (trigger_id, next_at)
     where t.org_id = $1 and t.trigger_id = k.trigger_id`,
    [tx.orgId, rows.map((row) => row.trigger_id), nexts],
  );
}
