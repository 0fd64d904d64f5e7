import type { Database, Tx } from '../../platform/postgres.ts';
import { deliverTo } from './inbox.ts';

export type Timer = { readonly runId: string; readonly key: string; readonly atMs: number };

/** Sets timers; one that is set again moves. */
export async function setTimers(tx: Tx, timers: readonly Timer[]): Promise<void> {
  if (timers.length === 0) return;
  await tx.run(
    `insert into flows.timer (org_id, run_id, key, due_at)
     select $1, t.run_id, t.key, t.due_at from json_to_recordset($2) as t (run_id uuid, key text, due_at timestamptz)
     on conflict (org_id, run_id, key) do update set due_at = excluded.due_at`,
    [
      tx.orgId,
      JSON.stringify(
        timers.map(({ runId, key, atMs }) => ({ run_id: runId, key, due_at: new Date(atMs).toISOString() })),
      ),
    ],
    'flows-set-timers',
  );
}

/** Turns timers whose time has come into arrivals, each once; answers how many there were. */
export async function ringTimers(database: Database, atMost: number): Promise<readonly string[]> {
  const due = await database.outside<{ org_id: string; run_id: string; key: string }>(
    'select org_id, run_id, key from flows.timers_due($1)',
    [atMost],
  );
  const byOrg = Map.groupBy(due, (row) => row.org_id);
  for (const [orgId, rows] of byOrg) {
    await database.transaction(orgId, async (tx) => {
      const rung = await tx.rows<{ run_id: string; key: string }>(
        `with mine as (
           select t.run_id, t.key from flows.timer t join unnest($2::uuid[], $3::text[]) as k (run_id, key) using (run_id, key)
           where t.org_id = $1 and t.due_at <= now() order by t.run_id, t.key for update of t skip locked
         )
         delete from flows.timer t using mine where t.org_id = $1 and t.run_id = mine.run_id and t.key = mine.key
         returning t.run_id, t.key`,
        [orgId, rows.map((row) => row.run_id), rows.map((row) => row.key)],
      );
      await deliverTo(
        tx,
        rung.map((row) => ({ runId: row.run_id, kind: 'timer' as const, key: row.key, data: {} })),
      );
    });
  }
  return [...byOrg.keys()];
}

/** Milliseconds until the next timer of any run rings, if there is one. */
export async function nextTimerMs(database: Database): Promise<number | undefined> {
  const [row] = await database.outside<{ ms: number | null }>('select flows.next_timer_ms() as ms');
  return row?.ms ?? undefined;
}
