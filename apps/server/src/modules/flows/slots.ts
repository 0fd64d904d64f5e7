import type { Tx } from '../../platform/postgres.ts';
import { makeDue } from './due.ts';

export type SlotWish = { readonly runId: string; readonly concurrencyKey: string; readonly atMost: number };

/** Gives slots of concurrency keys to new runs as far as there are; answers the runs that got one. */
export async function takeSlots(tx: Tx, wishes: readonly SlotWish[]): Promise<ReadonlySet<string>> {
  const granted = new Set<string>();
  if (wishes.length === 0) return granted;
  const byKey = Map.groupBy(wishes, (wish) => wish.concurrencyKey);
  const keys = [...byKey.keys()].toSorted();
  const rows = await tx.rows<{ concurrency_key: string; taken: number; at_most: number }>(
    `insert into flows.slot (org_id, concurrency_key, taken, at_most)
     select $1, k.concurrency_key, 0, k.at_most from unnest($2::text[], $3::integer[]) as k (concurrency_key, at_most)
     on conflict (org_id, concurrency_key) do update set at_most = excluded.at_most
     returning concurrency_key, taken, at_most`,
    [tx.orgId, keys, keys.map((key) => byKey.get(key)?.[0]?.atMost ?? 1)],
  );
  const taken = rows.map((row) => {
    const lucky = (byKey.get(row.concurrency_key) ?? []).slice(0, Math.max(0, row.at_most - row.taken));
    for (const wish of lucky) granted.add(wish.runId);
    return { key: row.concurrency_key, count: lucky.length };
  });
  await changeTaken(tx, taken);
  return granted;
}

async function changeTaken(tx: Tx, changes: readonly { key: string; count: number }[]): Promise<void> {
  const real = changes.filter((change) => change.count !== 0);
  if (real.length === 0) return;
  await tx.run(
    `update flows.slot s set taken = greatest(0, s.taken + k.count) from unnest($2::text[], $3::integer[]) as k (concurrency_key, count)
     where s.org_id = $1 and s.concurrency_key = k.concurrency_key`,
    [tx.orgId, real.map((change) => change.key), real.map((change) => change.count)],
  );
}

/** Gives back the slots of runs that ended, one for each key in the list, and lets the next in line go; answers how many. */
export async function passSlotsOn(tx: Tx, concurrencyKeys: readonly string[]): Promise<number> {
  if (concurrencyKeys.length === 0) return 0;
  const counts = Map.groupBy(concurrencyKeys.toSorted(), (key) => key);
  await changeTaken(
    tx,
    [...counts].map(([key, ended]) => ({ key, count: -ended.length })),
  );
  const next = await tx.rows<{ run_id: string; priority: number; state_version: number; concurrency_key: string }>(
    `with free as (
       select concurrency_key, at_most - taken as count from flows.slot
       where org_id = $1 and concurrency_key = any($2::text[]) and taken < at_most
     ), line as (
       select r.run_id, f.count, row_number() over (partition by r.concurrency_key order by r.priority desc, r.started_at) as place
       from flows.run r join free f using (concurrency_key) where r.org_id = $1 and r.status = 'queued'
     )
     update flows.run r set status = 'running' from line
     where r.org_id = $1 and r.run_id = line.run_id and r.status = 'queued' and line.place <= line.count
     returning r.run_id, r.priority, r.state_version, r.concurrency_key`,
    [tx.orgId, [...counts.keys()]],
  );
  const moved = Map.groupBy(next, (row) => row.concurrency_key);
  await changeTaken(
    tx,
    [...moved].map(([key, runs]) => ({ key, count: runs.length })),
  );
  await makeDue(
    tx,
    next.map((row) => ({ runId: row.run_id, priority: row.priority, stateVersion: row.state_version })),
  );
  return next.length;
}
