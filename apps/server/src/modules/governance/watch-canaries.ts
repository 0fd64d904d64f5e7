import type { Caller, Registry } from '../../platform/registry.ts';
import type { Database } from '../../platform/postgres.ts';
import { newId } from '../../platform/clock.ts';
import { figuresOf } from '../flows/index.ts';
import { alarmOf } from './alarm.ts';
import { definitionsOf } from './release-actions.ts';
import { releaseColumns, type ReleaseRow } from './releases.ts';

export type WatchDeps = {
  readonly database: Database;
  readonly registry: () => Registry;
  readonly nowMs: () => number;
};

/** Rolls back the canaries whose alarm goes off, and tells head office why. Answers how many. */
export async function watchCanaries({ database, registry, nowMs }: WatchDeps): Promise<number> {
  const watched = await database.outside<{ org_id: string }>(
    'select org_id from governance.organisations_with_canaries()',
  );
  let rolledBack = 0;
  for (const { org_id: orgId } of watched) {
    const alarms = await database.transaction(orgId, (tx) => alarmsOf(tx, nowMs()), { readOnly: true });
    for (const { row, why } of alarms) {
      const caller = alarmCaller(orgId);
      await registry().perform('governance.release.roll-back', caller, { releaseId: row.release_id, why });
      await registry().perform('notifications.notice.send', caller, {
        id: row.release_id,
        severity: 'warning',
        title: `${row.workflow} was rolled back`,
        body: why,
        roles: ['owner', 'operations', 'analyst'],
      });
      rolledBack += 1;
    }
  }
  return rolledBack;
}

async function alarmsOf(tx: Parameters<typeof figuresOf>[0], nowMs: number) {
  const rows = await tx.rows<ReleaseRow>(
    `select ${releaseColumns} from governance.release where org_id = $1 and status = 'canary' order by released_at limit 100`,
    [tx.orgId],
  );
  const found: { row: ReleaseRow; why: string }[] = [];
  for (const row of rows) {
    const figures = await figuresOf(tx, definitionsOf(row), Date.parse(row.released_at), nowMs);
    const canary = figures.get(row.definition_id);
    const beside = row.before_definition_id === null ? undefined : figures.get(row.before_definition_id);
    const alarm = { minRuns: row.alarm_min_runs, faultShare: row.alarm_fault_share };
    const why = canary === undefined ? undefined : alarmOf(alarm, canary, beside);
    if (why !== undefined) found.push({ row, why });
  }
  return found;
}

function alarmCaller(orgId: string): Caller {
  return {
    actor: { kind: 'system', id: 'canary-alarm', name: 'Alarm of the canary', enteredBy: 'system' },
    grant: { orgId, role: 'operations', locationIds: null, supplierId: null },
    traceId: newId().replaceAll('-', ''),
  };
}
