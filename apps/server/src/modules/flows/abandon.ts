import type { Tx } from '../../platform/postgres.ts';
import { withdrawTasks } from '../tasks/index.ts';
import { deliverTo } from './inbox.ts';

export type Abandoned = { readonly runId: string; readonly key: string };

/** Who asks, as a task knows it. */
export function askerOf({ runId, key }: Abandoned): string {
  return `${runId} ${key}`;
}

/** Takes back what runs waited for and do not any more: calls, timers, listeners, questions; child runs are cancelled. */
export async function abandon(tx: Tx, unwanted: readonly Abandoned[]): Promise<void> {
  if (unwanted.length === 0) return;
  const pairs = [tx.orgId, unwanted.map((one) => one.runId), unwanted.map((one) => one.key)];
  const those = 'unnest($2::uuid[], $3::text[]) as k (run_id, key)';
  const remove = (table: string, and = '') =>
    tx.run(
      `delete from flows.${table} t using ${those} where t.org_id = $1 and t.run_id = k.run_id and t.key = k.key${and}`,
      pairs,
    );
  const [, , , children] = await Promise.all([
    // A dead letter stays until somebody has seen to it.
    remove('call', ` and t.status <> 'dead'`),
    remove('timer'),
    remove('listener'),
    tx.rows<{ run_id: string }>(
      `select r.run_id from flows.run r join ${those} on r.parent_run_id = k.run_id and r.parent_key = k.key
       where r.org_id = $1 and r.ended_at is null`,
      pairs,
    ),
    withdrawTasks(tx, unwanted.map(askerOf)),
  ]);
  await cancelRuns(
    tx,
    children.map((row) => row.run_id),
  );
}

async function cancelRuns(tx: Tx, runIds: readonly string[]): Promise<void> {
  await deliverTo(
    tx,
    runIds.map((runId) => ({ runId, kind: 'command' as const, key: null, data: { command: 'cancel' } })),
  );
}

/** Clears away what stands beside runs that have ended. Dead letters stay. */
export async function forgetEnded(tx: Tx, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  const remove = (table: string, and = '') =>
    tx.run(`delete from flows.${table} where org_id = $1 and run_id = any($2::uuid[])${and}`, [tx.orgId, runIds]);
  await Promise.all([remove('call', ` and status <> 'dead'`), remove('timer'), remove('listener'), remove('heard')]);
}
