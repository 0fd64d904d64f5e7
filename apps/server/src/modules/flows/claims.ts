import type { Database } from '../../platform/postgres.ts';
import { quarantine } from './quarantine.ts';

/** After so many deaths of a process that had a run in hand, the run is not touched any more. */
const mostDeaths = 3;

/**
 * Notes which runs a process is about to work on, outside of the transaction that does, so that it is known should the process die. Not
 * flushed to disk: a killed process loses nothing by that, and a crash of the database is nobody's fault.
 */
export async function noteClaim(
  database: Database,
  orgId: string,
  nodeId: string,
  claimId: string,
  runIds: readonly string[],
  backendPid: number,
): Promise<void> {
  await database.transaction(orgId, async (tx) => {
    await Promise.all([
      tx.run('set local synchronous_commit = off'),
      tx.run(
        `insert into flows.claim (org_id, node_id, claim_id, run_ids, backend_pid) values ($1, $2, $3, $4, $5)
       on conflict (org_id, node_id, claim_id) do update
       set run_ids = excluded.run_ids, backend_pid = excluded.backend_pid, at = now()`,
        [orgId, nodeId, claimId, runIds, backendPid],
        'flows-note-claim',
      ),
    ]);
  });
}

/** Forgets what was noted, when nothing more is in hand. */
export async function forgetClaim(database: Database, orgId: string, nodeId: string, claimId: string): Promise<void> {
  await database.transaction(orgId, async (tx) => {
    await Promise.all([
      tx.run('set local synchronous_commit = off'),
      tx.run(
        'delete from flows.claim where org_id = $1 and node_id = $2 and claim_id = $3',
        [orgId, nodeId, claimId],
        'flows-forget-claim',
      ),
    ]);
  });
}

/**
 * Counts the deaths of processes against the runs that they had in hand, and sets aside those that were there too often. One that gets on
 * afterwards is counted from nothing again. Answers how many deaths were counted.
 */
export async function countDeaths(database: Database, nodeId: string): Promise<number> {
  const left = await database.outside<{ org_id: string; node_id: string; claim_id: string }>(
    'select org_id, node_id, claim_id from flows.claims_left()',
  );
  for (const [orgId, claims] of Map.groupBy(left, (claim) => claim.org_id)) {
    const guilty = await database.transaction(orgId, async (tx) => {
      const rows = await tx.rows<{ run_id: string; deaths: number }>(
        `with gone as (
           delete from flows.claim c using unnest($2::uuid[], $3::uuid[]) as k (node_id, claim_id)
           where c.org_id = $1 and c.node_id = k.node_id and c.claim_id = k.claim_id returning c.node_id, c.run_ids
         ), present as (
           select r.run_id, count(*) as deaths from gone cross join lateral unnest(gone.run_ids) as r (run_id)
           where gone.node_id <> $4 group by r.run_id
         )
         update flows.run r set deaths = r.deaths + present.deaths from present
         where r.org_id = $1 and r.run_id = present.run_id and r.ended_at is null
           and exists (select from flows.due d where d.org_id = $1 and d.run_id = r.run_id)
         returning r.run_id, r.deaths`,
        [orgId, claims.map((one) => one.node_id), claims.map((one) => one.claim_id), nodeId],
      );
      return rows.filter((row) => row.deaths >= mostDeaths).map((row) => row.run_id);
    });
    if (guilty.length > 0)
      await quarantine(database, orgId, guilty, `A process died ${mostDeaths} times while it worked on this run`);
  }
  return left.length;
}
